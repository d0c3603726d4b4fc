package dev.azimuth.discovery;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.PassTokens;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.progress.Progress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads texts at many sites in one pass each and keeps nothing else: streams {@code [batch, pos, d_model]}, and heads
 * {@code [batch, pos, n_heads, d_head]}, which a harvest does not take apart.
 */
final class SiteReader implements Intervention {
    private final Map<HookName, List<Site>> sites;
    private final Map<Site, float[][]> rows = new LinkedHashMap<>();
    private List<Integer> members = List.of();

    private SiteReader(List<Site> sites, int texts) {
        this.sites = sites.stream().collect(Collectors.groupingBy(Site::hook, LinkedHashMap::new, Collectors.toList()));
        sites.forEach(site -> rows.put(site, new float[texts][]));
    }

    /** One row a text at each site. */
    static Map<Site, float[][]> read(HookedTransformer model, List<String> texts, List<Site> sites) {
        SiteReader reader = new SiteReader(sites, texts.size());
        int needed = sites.stream()
                .mapToInt(s -> Math.max(s.position().fromEnd(), s.position().isMean() ? 2 : 1))
                .max()
                .orElse(1);
        List<TextBatches.Batch> batches = TextBatches.of(model, texts);
        for (TextBatches.Batch batch : batches) {
            requireTokens(batch, needed, texts);
        }
        for (TextBatches.Batch batch : Progress.over(batches, "reading activations")) {
            reader.members = batch.texts();
            model.pass(batch.tokens(), LogitsAt.NONE, List.of(reader), stream -> stream.getShape());
        }
        return reader.rows;
    }

    private static void requireTokens(TextBatches.Batch batch, int needed, List<String> texts) {
        for (int i = 0; i < batch.texts().size(); i++) {
            int tokens = batch.tokens().ids(i).length;
            if (tokens < needed) {
                throw new IllegalArgumentException(
                        "\"" + texts.get(batch.texts().get(i)) + "\" has " + tokens + " tokens, but " + needed
                                + " are needed for the positions asked for. Choose later ones.");
            }
        }
    }

    @Override
    public HookFilter where() {
        return sites::containsKey;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite at) {
        Map<TokenPosition, float[]> read = new LinkedHashMap<>();
        for (Site site : sites.getOrDefault(at.name(), List.of())) {
            float[] values = read.computeIfAbsent(site.position(), p -> values(activation, p, at.tokens()));
            int texts = members.size();
            int all = values.length / texts; // d_model, or n_heads × d_head
            int width = site.isHead() ? (int) activation.getShape().get(3) : all;
            for (int i = 0; i < texts; i++) {
                int start = i * all + (site.isHead() ? site.head() * width : 0);
                target(site)[members.get(i)] = Arrays.copyOfRange(values, start, start + width);
            }
        }
        return activation;
    }

    private float[][] target(Site site) {
        float[][] found = rows.get(site);
        if (found == null) {
            throw new IllegalStateException("No room was made for " + site + ".");
        }
        return found;
    }

    /** Of the token or the mean, flat: text after text. Texts are padded on the left, so all end together. */
    private static float[] values(NDArray activation, TokenPosition position, PassTokens tokens) {
        if (!position.isMean()) {
            return activation.get(":, " + -position.fromEnd()).toFloatArray();
        }
        long[] shape = new long[activation.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = activation.getShape().get(0);
        shape[1] = activation.getShape().get(1);
        float[] afterFirst = new float[Math.toIntExact(shape[0] * shape[1])];
        for (int text = 0; text < shape[0]; text++) {
            int end = Math.toIntExact((text + 1) * shape[1]);
            Arrays.fill(afterFirst, end - tokens.count(text) + 1, end, 1);
        }
        NDArray mask = activation.getManager().create(afterFirst, new Shape(shape));
        int[] overTokens = {1};
        return activation.mul(mask).sum(overTokens).div(mask.sum(overTokens)).toFloatArray();
    }
}
