package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tensor.HostArray;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One sentence of {@link Hook} that hands out copies of a part of an activation and changes nothing. */
final class Reading implements Intervention {
    private final Part part;
    private final BiConsumer<HookName, INDArray> reader;

    Reading(Part part, BiConsumer<HookName, INDArray> reader) {
        this.part = part;
        this.reader = reader;
    }

    @Override
    public HookFilter where() {
        return part.where();
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        part.check(activation, site.name());
        int axis = site.name().point().positionAxis();
        int[][] rows =
                part.positions().rows(site.tokens(), (int) activation.getShape().get(axis));
        for (int text = 0; text < rows.length; text++) {
            if (rows[text].length > 0) {
                NDArray read = part.of(activation, site, text, rows[text]);
                reader.accept(site.name(), HostArray.copyOf(read).toIndArray());
            }
        }
        return activation;
    }

    @Override
    public String toString() {
        return "reading at " + part;
    }
}
