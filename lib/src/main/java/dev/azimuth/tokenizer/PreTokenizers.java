package dev.azimuth.tokenizer;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a text is cut before byte pairs are merged, by the name that GGUF gives it ({@code tokenizer.ggml.pre}), written
 * as tokenizer.json does.
 */
final class PreTokenizers {
    private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
    private static final String SYMBOLS = " ?[^\\s\\p{L}\\p{N}]+";
    private static final String SPACE = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** Words that change from upper to lower case once. */
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";

    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

    /** The letters of the alphabets that DeepSeek-LLM keeps together. */
    private static final String DEEPSEEK_LETTERS =
            "\\s?[A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF"
                    + "\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1"
                    + "\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA"
                    + "\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D"
                    + "\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC"
                    + "\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115"
                    + "\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184"
                    + "\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787"
                    + "\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A"
                    + "\uD801\uDC00-\uD801\uDC4F\uD801\uDCB0-\uD801\uDCD3\uD801\uDCD8-\uD801\uDCFB\uD803\uDC80-\uD803\uDCB2"
                    + "\uD803\uDCC0-\uD803\uDCF2\uD806\uDCA0-\uD806\uDCDF\uD83A\uDD00-\uD83A\uDD43]+";

    private static final String DEEPSEEK_SYMBOLS = "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+";
    private static final String DEEPSEEK_HAN = "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";
    private static final String DEEPSEEK_V3 = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|" + SPACE;

    private static final PreTokenizer GPT2 = new PreTokenizer(byteLevel(true));
    private static final PreTokenizer GPT_NEOX = GPT2.composing();
    private static final PreTokenizer DIGITS = new PreTokenizer(digits(), byteLevel(true));
    private static final PreTokenizer CL100K = new PreTokenizer(split(words("\\p{N}{1,3}")), byteLevel(false));
    private static final PreTokenizer LLAMA3 = CL100K.ignoringMerges().addingBos();
    private static final PreTokenizer QWEN2 = new PreTokenizer(split(words("\\p{N}")), byteLevel(false));

    private static final Map<String, PreTokenizer> BY_NAME = new TreeMap<>(Map.ofEntries(
            // What llama.cpp falls back on where it does not know a model.
            Map.entry(
                    "default",
                    new PreTokenizer(
                            split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
                            split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+" + "|" + SYMBOLS + "|\\s+(?!\\S)"),
                            split("\\p{N}+"),
                            split("[0-9][0-9][0-9]"),
                            byteLevel(false))),
            Map.entry("gpt-2", GPT2),
            Map.entry("phi-2", GPT2),
            // GPT-NeoX and its heirs; the converter cannot tell them apart.
            Map.entry("mpt", GPT_NEOX),
            Map.entry("olmo", GPT_NEOX),
            Map.entry("smollm", DIGITS),
            Map.entry("starcoder", DIGITS),
            Map.entry("refact", DIGITS),
            Map.entry("dbrx", CL100K),
            Map.entry("llama-bpe", LLAMA3),
            Map.entry("llama-v3", LLAMA3),
            Map.entry("llama3", LLAMA3),
            Map.entry("qwen2", QWEN2.composing()),
            Map.entry("deepseek-r1-qwen", QWEN2),
            Map.entry(
                    "gpt-4o", new PreTokenizer(split(casedWords(CONTRACTION + "?", "\\p{N}{1,3}")), byteLevel(false))),
            Map.entry(
                    "tekken",
                    new PreTokenizer(split(casedWords("", "\\p{N}")), byteLevel(false))
                            .ignoringMerges()
                            .addingBos()),
            Map.entry(
                    "deepseek-llm",
                    new PreTokenizer(
                            split("[\\r\\n]"),
                            split(DEEPSEEK_LETTERS),
                            split(DEEPSEEK_SYMBOLS),
                            split("\\s+$"),
                            split(DEEPSEEK_HAN),
                            split("\\p{N}+"),
                            byteLevel(false))),
            Map.entry(
                    "deepseek-coder",
                    new PreTokenizer(
                            split("[\\r\\n]"),
                            split("\\s?\\p{L}+"),
                            split("\\s?\\p{P}+"),
                            split(DEEPSEEK_HAN),
                            split("\\p{N}"),
                            byteLevel(false))),
            Map.entry(
                    "deepseek-v3",
                    new PreTokenizer(
                            split("\\p{N}{1,3}"),
                            split("[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+"),
                            split(DEEPSEEK_V3),
                            byteLevel(false)))));

    /**
     * How one kind of model cuts a text.
     *
     * @param composes whether characters are composed first (Unicode's NFC)
     * @param ignoresMerges whether a word that is a token is taken whole, whatever the merges say
     * @param addsBos whether a text begins with the beginning token, where the file does not say
     */
    record PreTokenizer(List<ObjectNode> steps, boolean composes, boolean ignoresMerges, boolean addsBos) {
        PreTokenizer(ObjectNode... steps) {
            this(List.of(steps), false, false, false);
        }

        PreTokenizer composing() {
            return new PreTokenizer(steps, true, ignoresMerges, addsBos);
        }

        PreTokenizer ignoringMerges() {
            return new PreTokenizer(steps, composes, true, addsBos);
        }

        PreTokenizer addingBos() {
            return new PreTokenizer(steps, composes, ignoresMerges, true);
        }

        ObjectNode json() {
            var copies = steps.stream().map(ObjectNode::deepCopy).toList();
            return copies.size() == 1 ? copies.get(0) : sequence("pretokenizers", copies);
        }
    }

    private PreTokenizers() {}

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    static PreTokenizer named(String name) {
        var found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("tokenizer.ggml.pre: \"" + name + "\" is not supported; " + names()
                    + " are. Load the model from its Hugging Face folder, whose tokenizer.json needs no such name.");
        }
        return found;
    }

    static ObjectNode byteLevel(boolean useRegex) {
        return instance.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", useRegex);
    }

    static ObjectNode prepend(String text) {
        return instance.objectNode().put("type", "Prepend").put("prepend", text);
    }

    /** @param kind {@code String} or {@code Regex} */
    static ObjectNode replace(String kind, String pattern, String content) {
        var replace = instance.objectNode().put("type", "Replace");
        replace.putObject("pattern").put(kind, pattern);
        return replace.put("content", content);
    }

    /** @param field what a sequence of this kind calls its parts */
    static ObjectNode sequence(String field, Iterable<? extends JsonNode> steps) {
        var sequence = instance.objectNode().put("type", "Sequence");
        steps.forEach(sequence.putArray(field)::add);
        return sequence;
    }

    private static ObjectNode digits() {
        return instance.objectNode().put("type", "Digits").put("individual_digits", true);
    }

    private static ObjectNode split(String regex) {
        var split = instance.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", regex);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static String words(String number) {
        return String.join("|", CONTRACTION, WORD, number, SYMBOLS + "[\\r\\n]*", SPACE);
    }

    private static String casedWords(String suffix, String number) {
        var before = "[^\\r\\n\\p{L}\\p{N}]?";
        return String.join(
                "|",
                before + UPPER + "*" + LOWER + "+" + suffix,
                before + UPPER + "+" + LOWER + "*" + suffix,
                number,
                SYMBOLS + "[\\r\\n/]*",
                SPACE);
    }
}
