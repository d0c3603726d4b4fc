package dev.azimuth.superposition;

import dev.azimuth.plot.Tabular;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The trained instances of a {@link ToyModel}, in the order of its settings. */
public final class ToyInstances implements Tabular {
    private final ToyModel model;
    private final List<ToyInstance> all;

    ToyInstances(ToyModel model, List<ToyInstance> all) {
        this.model = model;
        this.all = all;
    }

    /** All of them. */
    public List<ToyInstance> all() {
        return all;
    }

    /** One of them. */
    public ToyInstance at(int index) {
        if (index < 0 || index >= all.size()) {
            throw new IndexOutOfBoundsException("No instance " + index + ". There are " + all.size() + ", from 0.");
        }
        return all.get(index);
    }

    /** W of all, {@code [instance, m, n]}. */
    public INDArray weights() {
        return Nd4j.stack(0, all.stream().map(ToyInstance::weights).toArray(INDArray[]::new));
    }

    /** b of all, {@code [instance, n]}. */
    public INDArray biases() {
        return Nd4j.stack(0, all.stream().map(ToyInstance::bias).toArray(INDArray[]::new));
    }

    @Override
    public Table table() {
        return Table.create(
                model.toString(),
                StringColumn.create(
                        "instance", all.stream().map(each -> each.setting().name())),
                DoubleColumn.create("loss", all.stream().mapToDouble(ToyInstance::loss)));
    }

    @Override
    public String toString() {
        return model + "\n" + table();
    }
}
