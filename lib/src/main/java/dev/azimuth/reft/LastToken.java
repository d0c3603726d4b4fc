package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.List;

/** Reads the activation of each text's last token at a place, after whatever else acts there. */
final class LastToken implements Intervention {
    private final HookName site;
    private final List<HostArray> read = new ArrayList<>();

    private LastToken(HookName site) {
        this.site = site;
    }

    /** One row for each text. */
    static List<float[]> of(HookedTransformer model, HookName site, List<int[]> texts) {
        LastToken tap = new LastToken(site);
        model.pass(TokenBatch.of(texts), LogitsAt.NONE, List.of(tap), x -> x.getShape());
        List<float[]> rows = new ArrayList<>();
        for (int text = 0; text < texts.size(); text++) {
            rows.add(tap.read.get(0).row(text));
        }
        return rows;
    }

    @Override
    public HookFilter where() {
        return site;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite at) {
        read.add(HostArray.copyOf(activation.get(":, -1")));
        return activation;
    }

    @Override
    public String toString() {
        return "reading " + site;
    }
}
