"""Makes the reference values for tokenizers, in src/test/resources/tokenizers.

sentencepiece-bpe.gguf, unigram.gguf: small SentencePiece models, trained here and written as llama.cpp's converter
    writes them. Their ids are SentencePiece's own.
byte-level.gguf: a byte-level vocabulary whose merges cross the borders of words and numbers, so that its ids tell where
    a text was cut. For every kind of cutting that models publish, the ids are those of Hugging Face tokenizers with the
    normalizer and the regular expressions of the model's tokenizer.json.
ids.json: the texts and the ids.

    pip install gguf==0.19.0 sentencepiece==0.2.3 tokenizers==0.23.3 protobuf==7.36.2
    python tokenizer_vectors.py
"""

import io
import json
import random
import tempfile
from pathlib import Path

import sentencepiece
from gguf import GGUFWriter
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

OUT = Path(__file__).parent.parent / "resources" / "tokenizers"
SNIPPETS = [
    "the quick brown fox", "jumps over", "A Lazy DOG", "don't", "We'VE", "it's", "I'LL", "camelCase", "HTTPServer",
    "x", "12", "345", "2024", "3.14", "1,000,000", "²³", "٣٤", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", " \n ",
    "?!", "...", "--", "=>", "$5+7<9", "a_b", "`code`", "~|^", "//", "/*\n", "(a)", "\u201Cquoted\u201D", "straße",
    "naïve", "e\u0301", "Ελληνικά", "Български", "ქართული", "ＡＢＣ", "我想在", "ひらがな", "カタカナ", "한국어", "ไทย", "हिन्दी",
    "🙂", "👩\u200D💻", "ǅ", "\u00A0", "\u3000", "—", "。",
]  # fmt: skip
rng = random.Random(20260101)


def text():
    return "".join(rng.choice(SNIPPETS) + rng.choice(["", " ", " "]) for _ in range(rng.randrange(1, 12)))


CORPUS = [text() for _ in range(4000)]
TEXTS = ["", " ", "a", "  a  b  ", "\n", " a\n", "aaaaaaaaa", "          x"] + [text() for _ in range(60)]


def write(name, model, tokens, types, scores=None, merges=None, special=(), extra=lambda writer: None):
    writer = GGUFWriter(OUT / f"{name}.gguf", "llama")
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre("default" if scores else "gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    if scores:
        writer.add_token_scores(scores)
    if merges:
        writer.add_token_merges(merges)
    for role, token_id in special:
        getattr(writer, f"add_{role}_token_id")(token_id)
    extra(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def sentencepiece_vectors(name, model, special, **options):
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=trained, minloglevel=2, num_threads=1, **options, **special
    )
    proto = sentencepiece_model_pb2.ModelProto.FromString(trained.getvalue())

    def extra(writer):
        writer.add_add_space_prefix(proto.normalizer_spec.add_dummy_prefix)
        writer.add_remove_extra_whitespaces(proto.normalizer_spec.remove_extra_whitespaces)
        if proto.normalizer_spec.precompiled_charsmap:
            writer.add_precompiled_charsmap(proto.normalizer_spec.precompiled_charsmap)

    pieces = proto.pieces
    roles = [(role.replace("_id", ""), i) for role, i in special.items() if i >= 0]
    write(name, model, [p.piece for p in pieces], [p.type for p in pieces], [p.score for p in pieces],
          special=roles, extra=extra)  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    print(name, len(pieces), "tokens")
    return [processor.encode(t) for t in TEXTS]


def rules():
    """A few characters that are rewritten before all else, as SentencePiece's own rules do with many more.

    None spans characters that are read apart: Hugging Face tokenizers apply a rule within one grapheme only.
    """
    pairs = [("\t", " "), ("\n", " "), ("\r", " "), ("\u00A0", " "), ("\u3000", " "), ("Ａ", "A"), ("ß", "ss"),
             ("e\u0301", "é")]  # fmt: skip
    path = Path(tempfile.mkdtemp()) / "rules.tsv"
    path.write_text("".join(f"{hexadecimal(a)}\t{hexadecimal(b)}\n" for a, b in pairs))
    return str(path)


def hexadecimal(characters):
    return " ".join(f"{ord(c):X}" for c in characters)


CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
CL100K = CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+SUFFIX"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*SUFFIX"
    r"|NUMBER| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
GPT2_BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
DIGITS = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT2_BYTES])


def split(*patterns):
    cuts = [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns]
    return pre_tokenizers.Sequence([*cuts, BYTES])


# name in GGUF: normalizer, cutting, whether merges are ignored for whole words
KINDS = {
    "gpt-2": (None, GPT2_BYTES, False),  # GPT-2, Phi-2
    "olmo": (normalizers.NFC(), GPT2_BYTES, False),  # GPT-NeoX, Pythia, OLMo
    "smollm": (None, DIGITS, False),  # SmolLM, SmolLM2
    "starcoder": (None, DIGITS, False),  # Starcoder2
    "refact": (None, DIGITS, False),  # Granite
    "dbrx": (None, split(CL100K), False),  # OLMo 2
    "llama-bpe": (None, split(CL100K), True),  # Llama 3, SmolLM3
    "qwen2": (normalizers.NFC(), split(CL100K.replace(r"\p{N}{1,3}", r"\p{N}")), False),  # Qwen2, Qwen2.5, Qwen3
    "gpt-4o": (None, split(CASED.replace("SUFFIX", CONTRACTION + "?").replace("NUMBER", r"\p{N}{1,3}")), False),
    "tekken": (None, split(CASED.replace("SUFFIX", "").replace("NUMBER", r"\p{N}")), True),  # Mistral Nemo
    # llama.cpp's own fallback, which no model publishes
    "default": (None, split(r"[\p{P}\$\+<=>\^~\|]+", GPT2, r"\p{N}+", r"[0-9][0-9][0-9]"), False),
}


def byte_level_vectors():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = BYTES
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=1500,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            max_token_length=24,
            show_progress=False,
            special_tokens=["<|end|>"],
        ),
    )
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    merges = [tuple(pair) for pair in model["merges"]]
    # A word that no merges lead to: taken whole only where merges are ignored.
    tokens.append("fox\u0120jumps")
    tokens.append("ABCDE")
    write("byte-level", "gpt2", tokens, [3] + [1] * (len(tokens) - 1), merges=[" ".join(pair) for pair in merges],
          special=[("bos", 0), ("eos", 0)], extra=lambda writer: writer.add_add_bos_token(False))  # fmt: skip
    print("byte-level", len(tokens), "tokens")
    vocab = {token: i for i, token in enumerate(tokens)}
    ids = {}
    for name, (normalizer, cutting, ignore_merges) in KINDS.items():
        reference = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=ignore_merges))
        if normalizer:
            reference.normalizer = normalizer
        reference.pre_tokenizer = cutting
        ids[name] = [reference.encode(t).ids for t in TEXTS]
    return ids


TEXTS.append("ABCDE fox jumps ABCDE")
OUT.mkdir(parents=True, exist_ok=True)
vectors = {
    "texts": TEXTS,
    "sentencepiece-bpe": sentencepiece_vectors(
        "sentencepiece-bpe", "llama", dict(unk_id=0, bos_id=1, eos_id=2, pad_id=-1),
        model_type="bpe", vocab_size=700, character_coverage=0.98, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
        allow_whitespace_only_pieces=True,
    ),
    "unigram": sentencepiece_vectors(
        "unigram", "t5", dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1),
        model_type="unigram", vocab_size=400, character_coverage=0.98, normalization_rule_tsv=rules(),
    ),
    "byte-level": byte_level_vectors(),
}  # fmt: skip
(OUT / "ids.json").write_text(json.dumps(vectors, ensure_ascii=False, separators=(",", ":")) + "\n")
distinct = {name: len({str(v) for v in column}) for name, column in vectors["byte-level"].items()}
print("distinct cuttings:", len({str(v) for v in vectors["byte-level"].values()}), "of", len(KINDS), distinct)
