package dev.azimuth.model;

import ai.djl.Device;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Scope;
import dev.azimuth.testing.Expected;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tiny random model beside what Hugging Face transformers computed with it. */
final class ReferenceRun {
    final Weights weights;
    private final Expected expected;
    private final Tokenizer tokenizer;
    private final Transformer transformer;

    /**
     * @param file one of {@link TinyModel#all}
     */
    ReferenceRun(String file) {
        expected = Expected.of("/families/" + file.replace("/model.gguf", "") + "/expected.safetensors");
        HookedTransformer model = TinyModel.open(file);
        weights = model.weights();
        tokenizer = model.tokenizer();
        transformer = new Transformer(weights);
    }

    /** The reference's two texts, the second shorter by four tokens. */
    TokenBatch batch() {
        int[] ids = expected.integers("input_ids");
        int[] mask = expected.integers("attention_mask");
        int length = (int) expected.shape("input_ids")[1];
        List<int[]> texts = new ArrayList<>();
        for (int text = 0; text < 2; text++) {
            int start = text * length;
            int padding = 0;
            while (mask[start + padding] == 0) {
                padding++;
            }
            texts.add(Arrays.copyOfRange(ids, start + padding, start + length));
        }
        return TokenBatch.of(texts);
    }

    /** How far every hook of the reference is off in a padded batch, and the logits, relative to the largest magnitude. */
    Map<String, Double> deviations() {
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(name -> true);
        HostArray logits = run(batch(), recorder);
        Map<String, Double> deviations = new LinkedHashMap<>();
        for (String name : expected.names()) {
            if (name.startsWith("blocks.")) {
                deviations.put(name, deviation(name, recorder.cache().host(HookName.hook(name))));
            }
        }
        deviations.put("logits", deviation("logits", logits));
        float[] alone = flat(run(TokenBatch.of(List.of(batch().ids(0)))));
        float[] wanted = expected.floats("unpadded_logits");
        Deviation unpadded = new Deviation();
        for (int i = 0; i < wanted.length; i++) {
            unpadded.add(alone[i], wanted[i]);
        }
        deviations.put("logits of the first text alone", unpadded.relative());
        return deviations;
    }

    /** The first text and its greedy continuation, with a key-value cache. */
    int[] generated() {
        int[] all = Arrays.copyOf(batch().ids(0), wanted().length);
        int[] next = batch().ids(0);
        try (Scope scope = Scope.on(Device.cpu())) {
            KvCache cache = new KvCache(scope.manager(), weights.config().nLayers(), 1);
            for (int at = next.length; at < all.length; at++) {
                float[] logits =
                        pass(TokenBatch.of(List.of(next)), LogitsAt.LAST, cache).row(0, 0);
                all[at] = Sampler.argmax(logits);
                next = new int[] {all[at]};
            }
        }
        return all;
    }

    /** What the reference generated. */
    int[] wanted() {
        return expected.integers("generated");
    }

    HostArray run(TokenBatch batch, ActivationCache.Recorder... recorder) {
        return pass(
                batch,
                new PassRequest(weights.config().nLayers(), LogitsAt.ALL, List.of(recorder), false, null, tokenizer));
    }

    HostArray pass(TokenBatch batch, LogitsAt at, KvCache cache) {
        return pass(batch, new PassRequest(weights.config().nLayers(), at, List.of(), false, cache, tokenizer));
    }

    private HostArray pass(TokenBatch batch, PassRequest request) {
        try (Scope scope = Scope.on(Device.cpu())) {
            return HostArray.copyOf(transformer.forward(scope.manager(), batch, request));
        }
    }

    /** The larger of both texts', without their padding. */
    private double deviation(String name, HostArray actual) {
        long[] shape = expected.shape(name);
        float[] theirs = expected.floats(name);
        float[] mine = flat(actual);
        boolean perHead = name.endsWith("pattern");
        int rows = Math.toIntExact(perHead ? shape[1] * shape[2] : shape[1]);
        int length = Math.toIntExact(perHead ? shape[2] : shape[1]);
        int width = Math.toIntExact(theirs.length / shape[0] / rows);
        double largest = 0;
        for (int text = 0; text < shape[0]; text++) {
            Deviation deviation = new Deviation();
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < width && row % length >= batch().padding(text); i++) {
                    int at = (text * rows + row) * width + i;
                    deviation.add(mine[at], theirs[at]);
                }
            }
            largest = Math.max(largest, deviation.relative());
        }
        return largest;
    }

    private static float[] flat(HostArray array) {
        return array.toIndArray().data().asFloat();
    }

    private static final class Deviation {
        private double largest = 0;
        private double worst = 0;

        void add(float mine, float theirs) {
            double difference = Math.abs((double) mine - theirs);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(theirs));
        }

        double relative() {
            return worst / largest;
        }
    }
}
