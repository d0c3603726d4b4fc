package dev.azimuth.sae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.JsonFile;
import dev.azimuth.hook.HookName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A {@code cfg.json} of SAELens. From version 6 on it says only what the autoencoder computes, so that a key that is not
 * known is refused. Before, it also held everything about the training; those versions are closed, and of their keys the
 * ones that change the computation are read here.
 *
 * @param config what is computed
 * @param batchTopK whether the threshold of all features is one number, as a batch-TopK training leaves it
 * @param rescaled whether activations count in units of their decoder row's norm
 * @param scaled whether the old {@code finetuning_scaling_factor} multiplies activations before they are decoded
 * @param inputScale whether inputs are to be multiplied by a number that the file does not hold
 */
record SaeLensConfig(
        SaeConfig config, boolean batchTopK, boolean rescaled, boolean scaled, boolean old, boolean inputScale) {
    private static final String BATCH_TOPK = "batchtopk";
    private static final String AVERAGE_NORM = "expected_average_only_in";
    private static final Set<String> COMPUTATION = Set.of(
            "architecture",
            "d_in",
            "d_sae",
            "k",
            "apply_b_dec_to_input",
            "normalize_activations",
            "reshape_activations",
            "rescale_acts_by_decoder_norm");
    private static final Set<String> INERT = Set.of( // type and place of the weights; how they were trained
            "dtype",
            "device",
            "metadata",
            "decoder_init_norm",
            "l1_coefficient",
            "lp_norm",
            "l1_warm_up_steps",
            "l0_coefficient",
            "l0_warm_up_steps",
            "aux_loss_coefficient",
            "use_sparse_activations",
            "topk_threshold_lr",
            "jumprelu_init_threshold",
            "jumprelu_bandwidth",
            "jumprelu_sparsity_loss_mode",
            "jumprelu_ste_to_input",
            "jumprelu_tanh_scale",
            "pre_act_loss_coefficient",
            "target_l0");

    static SaeLensConfig read(Path file) {
        SaeFields fields = new SaeFields(file, JsonFile.read(file));
        // Version 6 brought the object of what does not concern the computation.
        return fields.find("metadata").isPresent() ? current(fields) : old(fields);
    }

    private static SaeLensConfig current(SaeFields fields) {
        TreeSet<String> unknown = new TreeSet<>();
        fields.json().fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(COMPUTATION);
        unknown.removeAll(INERT);
        if (!unknown.isEmpty()) {
            throw fields.refusal(
                    unknown.first(),
                    "is not understood, and might change what is computed. Known: " + new TreeSet<>(COMPUTATION) + ".");
        }
        SaeFields metadata = fields.object("metadata");
        String architecture = fields.text("architecture").orElse("");
        return of(fields, architecture, site(metadata, "hook_name", "hook_head_index"), metadata.text("model_name"));
    }

    private static SaeLensConfig old(SaeFields fields) {
        String activation = fields.text("activation_fn_str")
                .or(() -> fields.text("activation_fn"))
                .orElse("relu");
        String architecture = fields.text("architecture").orElse(Architecture.STANDARD.label());
        if (activation.equals("topk")) {
            architecture = Architecture.TOPK.label();
        } else if (!activation.equals("relu")) {
            throw fields.refusal(
                    fields.find("activation_fn_str").isPresent() ? "activation_fn_str" : "activation_fn",
                    "is not relu or topk.");
        }
        Optional<HookName> site = fields.find("hook_name").isPresent()
                ? site(fields, "hook_name", "hook_head_index")
                : site(fields, "hook_point", "hook_point_head_index");
        return of(fields, architecture, site, fields.text("model_name"));
    }

    private static SaeLensConfig of(
            SaeFields fields, String architecture, Optional<HookName> site, Optional<String> model) {
        boolean batchTopK = architecture.equals(BATCH_TOPK);
        Architecture kind = batchTopK ? Architecture.JUMPRELU : architecture(fields, architecture);
        fields.text("reshape_activations")
                .filter(shape -> !Set.of("none", "hook_z").contains(shape))
                .ifPresent(shape -> {
                    throw fields.refusal("reshape_activations", "is neither none nor hook_z.");
                });
        boolean old = fields.find("metadata").isEmpty();
        int features = fields.whole("d_sae");
        SaeConfig config = new SaeConfig(
                kind,
                fields.whole("d_in"),
                features,
                kind == Architecture.TOPK ? k(fields, features) : 0,
                fields.flag("apply_b_dec_to_input", true),
                normalization(fields),
                site,
                model);
        return new SaeLensConfig(
                config,
                batchTopK,
                fields.flag("rescale_acts_by_decoder_norm", false),
                old && fields.flag("finetuning_scaling_factor", false),
                old,
                isAverageNorm(fields));
    }

    private static Architecture architecture(SaeFields fields, String label) {
        for (Architecture each : Architecture.values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw fields.refusal("architecture", "is not standard, gated, topk, batchtopk or jumprelu.");
    }

    private static int k(SaeFields fields, int features) {
        SaeFields holder = fields.find("k").isPresent() ? fields : fields.object("activation_fn_kwargs");
        int k = holder.whole("k");
        if (k > features) {
            throw holder.refusal("k", "is more than the " + features + " features.");
        }
        return k;
    }

    private static Normalization normalization(SaeFields fields) {
        Optional<JsonNode> given = fields.find("normalize_activations");
        if (given.isEmpty() || given.get().isBoolean() || isAverageNorm(fields)) {
            return Normalization.NONE;
        }
        return Normalization.of(given.get().asText())
                .orElseThrow(() -> fields.refusal(
                        "normalize_activations",
                        "changes what is computed and is not understood. Known: none, layer_norm,"
                                + " constant_norm_rescale, and expected_average_only_in with its factor."));
    }

    private static boolean isAverageNorm(SaeFields fields) {
        return fields.find("normalize_activations")
                .filter(value -> value.isBoolean()
                        ? value.booleanValue()
                        : value.asText().equals(AVERAGE_NORM))
                .isPresent();
    }

    private static Optional<HookName> site(SaeFields fields, String key, String headKey) {
        if (fields.find(headKey).isPresent()) {
            throw fields.refusal(headKey, "means an autoencoder of a single head, which cannot be spliced in.");
        }
        return fields.text(key).flatMap(name -> {
            try {
                return Optional.of(HookName.hook(name));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // a place that has no hook here changes nothing about what is computed
            }
        });
    }

    /** As version 6 writes it. */
    static ObjectNode write(SaeConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("architecture", config.architecture().label())
                .put("d_in", config.width())
                .put("d_sae", config.features())
                .put("dtype", "float32")
                .put("device", "cpu")
                .put("apply_b_dec_to_input", config.centred())
                .put("normalize_activations", config.normalization().label());
        if (config.architecture() == Architecture.TOPK) {
            json.put("k", config.k()).put("rescale_acts_by_decoder_norm", false);
        }
        ObjectNode metadata = json.putObject("metadata").put("sae_lens_version", "6.0.0");
        config.model().ifPresent(name -> metadata.put("model_name", name));
        config.site().ifPresent(site -> metadata.put("hook_name", site.toString()));
        boolean heads =
                config.site().filter(site -> site.point().headAxis() >= 0).isPresent();
        json.put("reshape_activations", heads ? "hook_z" : "none");
        return json;
    }
}
