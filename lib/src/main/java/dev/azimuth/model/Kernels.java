package dev.azimuth.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.azimuth.family.Nonlinearity;
import dev.azimuth.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Functions of {@code src/main/torchscript/kernels.py}: whole parts of a block in one native call, and what DJL's arrays
 * cannot do. Their results carry no derivatives; a pass that asks for those takes the readable way.
 */
final class Kernels {
    /** The name by which DJL knows that tensors are a list. */
    private static final String LIST = "list[]";

    private Kernels() {}

    /** {@code W x + b} in the precision of {@code w}; float32 as {@code x} is. */
    static NDArray linear(NDArray x, NDArray w, @Nullable NDArray b) {
        return one("linear", x.getManager(), tensor(x), tensor(w), tensor(orNothing(b)));
    }

    /** {@code x / sqrt(mean(x²) + ε) · w}. */
    static NDArray rmsNorm(NDArray x, NDArray w, float epsilon, boolean derive) {
        if (derive) {
            return derivable("rms", x, List.of(w), numbers(x, epsilon)).get(0);
        }
        return one("rms", x.getManager(), tensor(x), tensor(w), IValue.from((double) epsilon));
    }

    /**
     * A matrix in the order in which {@link #linear} and the parts of a block read it fastest, exact and as large; only
     * they and {@link #convert} understand it. The matrix itself where there is no such order.
     */
    static NDArray packed(NDArray w) {
        List<NDArray> packed = run("pack", w.getManager(), tensor(w));
        return packed.isEmpty() ? w : packed.get(0);
    }

    /** Whether {@code w} is in an order that only these functions understand. */
    static boolean isPacked(NDArray w) {
        try (IValue result = call("is_packed", tensor(w))) {
            return result.toBoolean();
        }
    }

    /**
     * {@code x} in another precision, in the scope of {@code manager}, written down row by row; the same memory where
     * nothing changes, so to be read only.
     */
    static NDArray convert(NDArray x, Precision precision, NDManager manager) {
        return one("convert", manager, tensor(x), IValue.from(precision.name()));
    }

    /** The values of {@code x}, as a number to differentiate by. */
    static NDArray leaf(NDArray x, NDManager manager) {
        NDArray leaf = handle(x, manager);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** The values of {@code x} in the scope of {@code manager}, the same memory. */
    static NDArray handle(NDArray x, NDManager manager) {
        return one("leaf", manager, tensor(x));
    }

    /** The derivatives of the number {@code y} by {@code xs}, zero where it does not depend on them. */
    static List<NDArray> gradient(NDArray y, List<NDArray> xs) {
        return run("gradient", y.getManager(), tensor(y), tensors(xs.toArray(NDArray[]::new)));
    }

    /** See {@code mlp} in kernels.py. */
    static NDArray mlp(NDArray x, NDArray[] weights, Nonlinearity nonlinearity, boolean derive) {
        if (derive) {
            long[] letters = nonlinearity.name().chars().asLongStream().toArray();
            return derivable("mlp", x, named(LIST, weights), x.getManager().create(letters))
                    .get(0);
        }
        return one("mlp", x.getManager(), tensor(x), tensors(weights), IValue.from(nonlinearity.name()));
    }

    /**
     * See {@code attention} in kernels.py.
     *
     * @return what attention writes; with {@code keep} also all keys and values
     */
    static List<NDArray> attention(
            NDArray x,
            NDArray[] weights,
            NDArray[] rope,
            NDArray[] mask,
            NDArray[] past,
            boolean causal,
            boolean keep,
            boolean derive,
            long[] shape,
            double[] numbers) {
        if (derive) {
            NDArray[] all = Arrays.copyOf(weights, weights.length + 5);
            Arrays.fill(all, weights.length, all.length, Loaded.NOTHING);
            System.arraycopy(rope, 0, all, weights.length, rope.length);
            System.arraycopy(mask, 0, all, weights.length + 2, mask.length);
            System.arraycopy(past, 0, all, weights.length + 3, past.length);
            double[] flags = {causal ? 1 : 0, keep ? 1 : 0, shape[0], shape[1], shape[2]};
            double[] together = DoubleStream.concat(DoubleStream.of(flags), DoubleStream.of(numbers))
                    .toArray();
            return derivable("attention", x, named(LIST, all), numbers(x, together));
        }
        return run(
                "attention",
                x.getManager(),
                tensor(x),
                tensors(weights),
                tensors(rope),
                tensors(mask),
                tensors(past),
                IValue.from(causal),
                IValue.from(keep),
                IValue.listFrom(shape),
                IValue.listFrom(numbers));
    }

    /** SHA-256 of the source that the archive was made from. */
    static String source() {
        try (IValue result = call("source")) {
            return result.toStringValue();
        }
    }

    /** What stands for an absent weight. */
    static NDArray orNothing(@Nullable NDArray weight) {
        return weight == null ? Loaded.NOTHING : weight;
    }

    /** Calls {@code function_to_derive}; DJL takes its name, and which tensors make a list, from the names of arrays. */
    private static List<NDArray> derivable(String function, NDArray x, List<NDArray> weights, NDArray last) {
        NDList arguments = new NDList(x);
        arguments.addAll(weights);
        arguments.add(last);
        arguments.add(Loaded.FUNCTIONS.get(function));
        JniUtils.setGraphExecutorOptimize(false);
        return IValueUtils.forward(Loaded.MODULE, arguments, true);
    }

    private static List<NDArray> named(String name, NDArray[] arrays) {
        for (NDArray each : arrays) {
            if (!name.equals(each.getName())) {
                each.setName(name);
            }
        }
        return Arrays.asList(arrays);
    }

    private static NDArray numbers(NDArray x, double... values) {
        return x.getManager().create(values);
    }

    private static NDArray one(String function, NDManager manager, IValue... arguments) {
        try (IValue result = call(function, arguments)) {
            return result.toTensor((PtNDManager) manager);
        }
    }

    private static List<NDArray> run(String function, NDManager manager, IValue... arguments) {
        try (IValue result = call(function, arguments)) {
            return List.of(result.toTensorArray((PtNDManager) manager));
        }
    }

    private static IValue call(String function, IValue... arguments) {
        try {
            // The optimizer would compile anew for each shape; it is switched thread by thread.
            JniUtils.setGraphExecutorOptimize(false);
            return IValueUtils.runMethod(Loaded.MODULE, function, arguments);
        } finally {
            for (IValue each : arguments) {
                each.close();
            }
        }
    }

    private static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    private static IValue tensors(NDArray[] arrays) {
        return IValue.listFrom(Arrays.copyOf(arrays, arrays.length, PtNDArray[].class));
    }

    /** Loaded once, on first use; it holds no weights, so it serves every device. */
    private static final class Loaded {
        static final PtSymbolBlock MODULE;
        static final NDArray NOTHING;
        static final Map<String, NDArray> FUNCTIONS;

        static {
            PtNDManager manager = (PtNDManager) Scope.on(Scope.defaultDevice()).manager();
            NOTHING = manager.create(new Shape(0));
            MODULE = load(manager);
            FUNCTIONS = Stream.of("attention", "rms", "mlp")
                    .collect(Collectors.toUnmodifiableMap(name -> name, name -> named(manager, name)));
        }

        private static NDArray named(NDManager manager, String function) {
            NDArray name = manager.create(0);
            name.setName("module_method:" + function + "_to_derive");
            return name;
        }

        /** With oneDNN, unless this libtorch was built without. */
        private static PtSymbolBlock load(PtNDManager manager) {
            try {
                return load(manager, "kernels-onednn.pt");
            } catch (EngineException e) {
                return load(manager, "kernels.pt");
            }
        }

        private static PtSymbolBlock load(PtNDManager manager, String name) {
            try (InputStream archive = Kernels.class.getResourceAsStream(name)) {
                return JniUtils.loadModule(manager, archive, false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
