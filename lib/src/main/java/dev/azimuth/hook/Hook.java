package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tensor.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Says in one sentence what is to be read or changed, and where.
 *
 * <pre>{@code
 * Hook.at(z(7)).head(3).positions(last()).zero()
 * Hook.at(mlpPost()).neurons(12, 40).scale(2)
 * Hook.at(residPost(5)).positions(ofToken(" Paris")).replace(run.cache().get(residPost(5)))
 * }</pre>
 *
 * <p>Of an activation that a sentence is about, what it does not choose stays bit for bit as it was. An array that is put
 * in has the activation's shape or its last dimensions, and is repeated along those that it lacks or has once; along
 * heads and neurons it may have as many as were chosen.
 */
public final class Hook {
    private final Part part;

    private Hook(Part part) {
        this.part = part;
    }

    /** At these places; a kind of activation without a layer means every layer. */
    public static Hook at(HookFilter place, HookFilter... more) {
        HookFilter all = Stream.of(more).reduce(place, HookFilter::or);
        return new Hook(new Part(all, Positions.ALL));
    }

    /** Only in this head; of keys and values, which query heads may share, the key-value head. */
    public Hook head(int head) {
        return heads(head);
    }

    /** Only in these heads. */
    public Hook heads(int... heads) {
        return new Hook(new Part(part.where(), part.positions(), chosen("head", heads), part.neurons()));
    }

    /** Only this neuron, or whatever else the last dimension counts. */
    public Hook neuron(int neuron) {
        return neurons(neuron);
    }

    /** Only these neurons. */
    public Hook neurons(int... neurons) {
        return new Hook(new Part(part.where(), part.positions(), part.heads(), chosen("neuron", neurons)));
    }

    /** Only at these tokens; of attention scores and patterns, where these tokens ask. */
    public Hook positions(Positions positions) {
        return new Hook(new Part(part.where(), positions, part.heads(), part.neurons()));
    }

    /** Sets to zero. */
    public Intervention zero() {
        return new Edit("zeroing", part, (activation, site) -> activation.zerosLike());
    }

    /** Multiplies. */
    public Intervention scale(double factor) {
        return new Edit("scaling by " + factor, part, (activation, site) -> Scalars.times(activation, factor));
    }

    /** Adds a vector of the last dimension. */
    public Intervention add(float[] vector) {
        return add(GivenArray.of(vector));
    }

    /** Adds. */
    public Intervention add(INDArray array) {
        return add(GivenArray.of(array));
    }

    /** Puts a vector of the last dimension there. */
    public Intervention replace(float[] vector) {
        return replacement("replacement", GivenArray.of(vector));
    }

    /** Puts other numbers there, such as those of another run: activation patching. */
    public Intervention replace(INDArray array) {
        return replacement("replacement", GivenArray.of(array));
    }

    /** Puts the mean over other texts there, a vector of the last dimension: mean ablation. */
    public Intervention mean(float[] mean) {
        return replacement("mean-replacement", GivenArray.of(mean));
    }

    /** The same in any shape that fits, such as one mean for each head. */
    public Intervention mean(INDArray mean) {
        return replacement("mean-replacement", GivenArray.of(mean));
    }

    /** What {@code function} makes of the whole activation, taken where this hook is; of the same shape. */
    public Intervention change(UnaryOperator<NDArray> function) {
        return new Edit("change", part, (activation, site) -> function.apply(activation));
    }

    /**
     * Hands copies to {@code reader} and changes nothing: for each pass and each text one array of the chosen tokens, heads
     * and neurons, without padding and without the dimension of texts.
     */
    public Intervention read(Consumer<INDArray> reader) {
        return readNamed((name, array) -> reader.accept(array));
    }

    /** The same with the name of each place. */
    public Intervention readNamed(BiConsumer<HookName, INDArray> reader) {
        return new Reading(part, reader);
    }

    private Intervention add(GivenArray given) {
        String edit = "addition at " + part;
        return new Edit(
                "addition", part, (activation, site) -> activation.add(given.fittedTo(activation, site, part, edit)));
    }

    private Intervention replacement(String verb, GivenArray given) {
        String edit = verb + " at " + part;
        return new Edit(
                verb,
                part,
                (activation, site) ->
                        given.fittedTo(activation, site, part, edit).broadcast(activation.getShape()));
    }

    private static List<Integer> chosen(String what, int[] indices) {
        if (indices.length == 0 || Arrays.stream(indices).anyMatch(index -> index < 0)) {
            throw new IllegalArgumentException("The " + what + "s " + Arrays.toString(indices)
                    + " cannot be chosen. Name at least one, counted from 0.");
        }
        return Arrays.stream(indices).boxed().toList();
    }

    @Override
    public String toString() {
        return "Hook at " + part + ". End it with zero(), scale(…), add(…), replace(…), mean(…), change(…) or read(…).";
    }
}
