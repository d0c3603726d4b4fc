package dev.azimuth.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.HubCache;
import dev.azimuth.checkpoint.HubServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that a stranger wrote, from a folder and from a hub. */
class SaeLensFolderTest {
    private static final String SITE = "blocks.0.hook_resid_post";
    private static final String CURRENT = TestSae.config(SITE, 4, 6);
    private static final String OLD = "{\"d_in\": 4, \"d_sae\": 6, \"hook_name\": \"" + SITE + "\"}";

    @TempDir
    Path folder;

    private void assertRefused(TestSae sae, String message) {
        sae.save(folder);
        assertThatThrownBy(() -> SparseAutoencoder.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"d_in\": 4 | \"d_in\": 0 | d_in = 0 is not a whole number from 1 to 2^31-1.",
                "\"d_in\": 4 | \"d_in\": 4.5 | d_in = 4.5 is not a whole number from 1 to 2^31-1.",
                "\"d_in\": 4 | \"d_inn\": 4 | d_inn = 4 is not understood, and might change what is computed. Known: [",
                "\"standard\" | \"transcoder\" | architecture = \"transcoder\" is not standard, gated, topk, batchtopk or",
                "\"standard\" | \"topk\" | /cfg.json has no k.",
                "\"standard\" | \"topk\", \"k\": 7 | k = 7 is more than the 6 features.",
                "\"d_in\" | \"normalize_activations\": \"covariance_whitening\", \"d_in\" | normalize_activations ="
                        + " \"covariance_whitening\" changes what is computed and is not understood. Known: none,",
                "\"d_in\" | \"reshape_activations\": \"other\", \"d_in\" | is neither none nor hook_z.",
                "\"d_in\" | \"apply_b_dec_to_input\": 1, \"d_in\" | apply_b_dec_to_input = 1 is neither true nor false.",
                "\"d_in\" | \"rescale_acts_by_decoder_norm\": true, \"d_in\" | is not known of standard autoencoders.",
                "\"model_name\" | \"hook_head_index\": 2, \"model_name\" | hook_head_index = 2 means an autoencoder of a",
                "\"d_in\" | \"d_in\": 4, \"d_in\" | is not valid JSON"
            })
    void refusesWhatItDoesNotUnderstand(String given, String changed, String message) {
        assertRefused(TestSae.of(CURRENT.replace(given, changed)).standard(4, 6), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"activation_fn_str\": \"tanh-relu\" | activation_fn_str = \"tanh-relu\" is not relu or topk.",
                "\"activation_fn\": \"gelu\" | activation_fn = \"gelu\" is not relu or topk.",
                "\"activation_fn\": \"topk\" | /cfg.json has no k.",
                "\"normalize_activations\": true | normalize_activations = expected_average_only_in scales inputs by",
                "\"hook_head_index\": 3 | hook_head_index = 3 means an autoencoder of a single head"
            })
    void refusesWhatChangedTheComputationBefore(String added, String message) {
        assertRefused(TestSae.of(OLD.replace("}", ", " + added + "}")).standard(4, 6), message);
    }

    @Test
    void oldFilesMayHoldAnyKeyOfTheTraining() {
        TestSae.of(OLD.replace("}", ", \"lr\": 1e-4, \"noise\": null}"))
                .standard(4, 6)
                .save(folder);
        assertThat(SparseAutoencoder.load(folder)).asString().contains("width 4, 6 features, at " + SITE);
    }

    @Test
    void refusesTensorsThatDoNotFit() {
        TestSae sae = TestSae.of(CURRENT).standard(4, 6);
        assertRefused(
                sae.with("W_dec", new float[24], 4, 6),
                ": tensor W_dec has shape [4, 6], but the autoencoder's sizes ask for [6, 4].");
        assertRefused(
                sae.with("W_dec", new float[24], 6, 4).without("b_enc"),
                " lacks the tensors [b_enc]. It has [W_dec, W_enc, b_dec]; an autoencoder of its kind has [W_enc, W_dec,"
                        + " b_dec, b_enc].");
        assertRefused(
                sae.with("b_enc", new float[6], 6).with("threshold", new float[6], 6),
                " holds tensors that an autoencoder of its kind has no use for: [threshold]. Ignoring them could");
        assertRefused(
                sae.without("threshold").with("b_dec", new float[] {0, 1, Float.NaN, 0}, 4),
                "sae_weights.safetensors: tensor b_dec is NaN at [2]");
    }

    @Test
    void anOldScaleOfActivationsIsUsedOrRefused() {
        float[] two = {2, 2, 2, 2, 2, 2};
        assertRefused(
                TestSae.of(OLD).standard(4, 6).with("scaling_factor", two, 6),
                ": tensor scaling_factor is not 1 everywhere, but the configuration says that it is not used"
                        + " (finetuning_scaling_factor).");
        TestSae.of(OLD).standard(4, 6).save(folder);
        float[][] rows = {{1, 2, -1, 0.5f}};
        SparseAutoencoder plain = SparseAutoencoder.load(folder);
        TestSae.of(OLD.replace("}", ", \"finetuning_scaling_factor\": true}"))
                .standard(4, 6)
                .with("finetuning_scaling_factor", two, 6)
                .save(folder);
        SparseAutoencoder scaled = SparseAutoencoder.load(folder);
        float[] features = plain.encode(rows)[0].clone();
        assertThat(scaled.encode(rows)[0]).containsExactly(features);
        for (int i = 0; i < features.length; i++) {
            features[i] *= 2;
        }
        assertThat(scaled.reconstruct(rows)[0]).containsExactly(plain.decode(new float[][] {features})[0]);
    }

    @Test
    void anUnknownPlaceDoesNotStandInTheWay() {
        TestSae.of(CURRENT.replace(SITE, "transformer.h.0")).standard(4, 6).save(folder);
        assertThat(SparseAutoencoder.load(folder).config().site()).isEmpty();
    }

    @Test
    void saysWhatAFolderLacks() throws IOException {
        assertThatThrownBy(() -> SparseAutoencoder.load(folder))
                .hasMessage("No autoencoder in " + folder
                        + ": there is neither cfg.json (SAELens) nor params.npz (Gemma" + " Scope).");
        Files.writeString(folder.resolve("cfg.json"), CURRENT);
        assertThatThrownBy(() -> SparseAutoencoder.load(folder))
                .hasMessage("There is no file " + folder.resolve("sae_weights.safetensors") + ".");
    }

    @Test
    void fetchesThemFromAHub() throws IOException {
        Path saved = TestSae.of(CURRENT).standard(4, 6).save(folder.resolve("saved"));
        byte[] params = Files.readAllBytes(TestSae.REFERENCES.resolve("gemma-scope/params.npz"));
        try (HubServer server = new HubServer()) {
            server.with("blocks.0/cfg.json", CURRENT.getBytes(StandardCharsets.UTF_8))
                    .withLarge(
                            "blocks.0/sae_weights.safetensors",
                            Files.readAllBytes(saved.resolve("sae_weights.safetensors")))
                    .withLarge("layer_5/width_24/params.npz", params);
            HubCache hub = HubCache.of(server.settings(folder.resolve("cache")));
            float[][] rows = {{1, 2, -1, 0.5f}};
            assertThat(SparseAutoencoder.load(hub, "owner/name", "blocks.0").encode(rows))
                    .isDeepEqualTo(SparseAutoencoder.load(saved).encode(rows));
            SparseAutoencoder gemma = SparseAutoencoder.load(hub, "owner/name", "layer_5/width_24/");
            assertThat(gemma.config().features()).isEqualTo(24);
            assertThat(gemma.config().site()).isEmpty(); // the repository's name does not say which it is
            assertThatThrownBy(() -> SparseAutoencoder.load(hub, "owner/name", "layer_6"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("No autoencoder at 'layer_6' of owner/name: there is neither cfg.json (SAELens) nor"
                            + " params.npz (Gemma Scope). Its page lists its folders.");
        }
    }

    @Test
    void gemmaScopeSaysWhereByItsNames() throws IOException {
        Path source = TestSae.REFERENCES.resolve("gemma-scope/params.npz");
        String[][] places = {
            {"gemma-scope-2b-pt-res/layer_12/width_16k/average_l0_82", "blocks.12.hook_resid_post", "gemma-2-2b"},
            {"gemma-scope-9b-it-res/layer_3/width_16k/average_l0_8", "blocks.3.hook_resid_post", "gemma-2-9b-it"},
            {"gemma-scope-2b-pt-mlp/layer_0/width_16k/average_l0_8", "blocks.0.hook_mlp_out", "gemma-2-2b"},
            {"gemma-scope-2b-pt-att/layer_7/width_16k/average_l0_8", "blocks.7.attn.hook_z", "gemma-2-2b"},
            {"gemma-scope-2b-pt-res/embedding/width_4k/average_l0_6", "hook_embed", "gemma-2-2b"}
        };
        for (String[] place : places) {
            Path inside = Files.createDirectories(folder.resolve(place[0]));
            Files.copy(source, inside.resolve("params.npz"));
            SaeConfig config = SparseAutoencoder.load(inside).config();
            assertThat(config.site()).get().hasToString(place[1]);
            assertThat(config.model()).contains(place[2]);
        }
        Path transcoder = Files.createDirectories(folder.resolve("gemma-scope-2b-pt-transcoders/layer_1"));
        Files.copy(source, transcoder.resolve("params.npz"));
        assertThatThrownBy(() -> SparseAutoencoder.load(transcoder))
                .hasMessage(
                        transcoder + " is a transcoder, which writes elsewhere than it reads; it is not opened as an"
                                + " autoencoder.");
    }
}
