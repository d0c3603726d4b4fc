"""Converts the tiny random models of `families.py` to GGUF as llama.cpp's converter does, one in F32 beside each.

Made with gguf 0.19.0 (tensor names, keys and writer are its own), transformers 5.23.0 and torch 2.15.0:

    python lib/src/test/reference/gguf_families.py [NAME ...]

Where transformers opens files of an architecture, its logits must be those of the reference; what it cannot open is listed.
With `--llama-cpp`, llama-cpp-python 0.3 must be installed, and its logits and greedy continuations are compared, too:
looser, since it rounds activations of its GELU to sixteen bits, and not where it computes something else than the model's
authors did (an approximate GELU in GPT-NeoX, no window in Phi-3, one set of LongRoPE's factors for a whole context).
"""
import json
import math
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM

RESOURCES = Path(__file__).parents[1] / "resources" / "families"
ARCHITECTURES = {
    "llama": gguf.MODEL_ARCH.LLAMA,
    "mistral": gguf.MODEL_ARCH.LLAMA,
    "mixtral": gguf.MODEL_ARCH.LLAMA,
    "qwen2": gguf.MODEL_ARCH.QWEN2,
    "qwen3": gguf.MODEL_ARCH.QWEN3,
    "qwen3_moe": gguf.MODEL_ARCH.QWEN3MOE,
    "gemma": gguf.MODEL_ARCH.GEMMA,
    "gemma2": gguf.MODEL_ARCH.GEMMA2,
    "gemma3_text": gguf.MODEL_ARCH.GEMMA3,
    "gpt2": gguf.MODEL_ARCH.GPT2,
    "gpt_neox": gguf.MODEL_ARCH.GPTNEOX,
    "phi": gguf.MODEL_ARCH.PHI2,
    "phi3": gguf.MODEL_ARCH.PHI3,
    "olmo2": gguf.MODEL_ARCH.OLMO2,
    "starcoder2": gguf.MODEL_ARCH.STARCODER2,
    "granite": gguf.MODEL_ARCH.GRANITE,
    "smollm3": gguf.MODEL_ARCH.SMOLLM3,
}
PAIRED = ("llama", "mistral", "mixtral", "granite", "smollm3")  # whose converter is Llama's
UNSAID = {
    "gpt_neo": "llama.cpp does not know GPT-Neo",
    "mistral": "a window has no key",
    "starcoder2": "a window has no key",
    "gemma2": "the scale of the queries has no key",
    "gemma3": "the scale of the queries has no key",
    "smollm3": "the interval without rotary embedding has no key",
    "qwen3_moe-raw-weights": "that the chosen experts' weights are as they are has no key",
}
# What transformers does not read from these files.
UNREAD = (
    "head_dim",
    "moe_intermediate_size",
    "query_pre_attn_scalar",
    "attn_logit_softcapping",
    "final_logit_softcapping",
    "sliding_window",
    "layer_types",
    "rope_parameters",
    "original_max_position_embeddings",
    "attention_bias",
    "mlp_bias",
    "n_positions",
    "pad_token_id",
    "norm_topk_prob",
)


def factors(rope, dims):
    """Llama 3's factor of every pair."""
    for i in range(0, dims, 2):
        wavelength = 2 * math.pi * rope["rope_theta"] ** (i / dims)
        context, low, high = (
            rope[key] for key in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor")
        )
        if wavelength < context / high:
            yield 1
        elif wavelength > context / low:
            yield rope["factor"]
        else:
            kept = (context / wavelength - low) / (high - low)
            yield 1 / ((1 - kept) / rope["factor"] + kept)


def keys(writer, config, kind, rope):
    """What the converter says of the architecture; returns the tensors that are settings."""
    heads = config.num_attention_heads
    head = getattr(config, "head_dim", None)
    width = config.hidden_size // heads
    settings = {}
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_head_count(heads)
    plain = kind in ("gpt2", "gpt_neox")
    writer.add_feed_forward_length(4 * config.hidden_size if kind == "gpt2" else config.intermediate_size)
    if not plain:
        writer.add_head_count_kv(config.num_key_value_heads)
    for name in ("layer_norm_eps", "layer_norm_epsilon", "norm_epsilon"):
        if hasattr(config, name):
            writer.add_layer_norm_eps(getattr(config, name))
    if hasattr(config, "rms_norm_eps"):
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    if head is not None and kind not in ("phi3", "granite"):
        writer.add_key_length(head)
        writer.add_value_length(head)
    if kind in ("gpt_neox", "phi"):
        writer.add_rope_dimension_count(int(width * rope["partial_rotary_factor"]))
    elif kind == "phi3":
        writer.add_rope_dimension_count(int(width * rope.get("partial_rotary_factor", 1)))
        writer.add_rope_scaling_orig_ctx_len(config.original_max_position_embeddings)
        writer.add_sliding_window(config.sliding_window or 0)
    elif kind in PAIRED:
        writer.add_rope_dimension_count(head or width)
        writer.add_vocab_size(config.vocab_size)
    if kind not in ("gpt2", "gpt_neox", "phi", "gemma", "gemma2"):
        writer.add_rope_freq_base(rope["rope_theta"])
    if kind == "gpt_neox":
        writer.add_parallel_residual(config.use_parallel_residual)

    scaling = rope.get("rope_type", "default")
    if scaling in ("linear", "yarn"):
        writer.add_rope_scaling_type(gguf.RopeScalingType(scaling))
        writer.add_rope_scaling_factor(rope["factor"])
    if scaling == "yarn":
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if scaling == "llama3":
        settings["rope_freqs.weight"] = torch.tensor(list(factors(rope, head or width)))
    if scaling == "longrope":
        context = rope["original_max_position_embeddings"]
        stretch = config.max_position_embeddings / context
        writer.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(stretch) / math.log(context)))
        settings["rope_factors_long.weight"] = torch.tensor(rope["long_factor"])
        settings["rope_factors_short.weight"] = torch.tensor(rope["short_factor"])

    if kind in ("gemma2", "gemma3_text"):
        writer.add_sliding_window(config.sliding_window)
    if kind == "gemma2":
        writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        writer.add_final_logit_softcapping(config.final_logit_softcapping)
    if kind in ("mixtral", "qwen3_moe"):
        writer.add_expert_count(config.num_local_experts)
        writer.add_expert_used_count(config.num_experts_per_tok)
    if kind == "qwen3_moe":
        writer.add_expert_feed_forward_length(config.moe_intermediate_size)
    if kind == "granite":
        writer.add_attention_scale(config.attention_multiplier)
        writer.add_embedding_scale(config.embedding_multiplier)
        writer.add_residual_scale(config.residual_multiplier)
        writer.add_logit_scale(config.logits_scaling)
    return settings


def vocabulary(writer, kind):
    """SentencePiece's smallest: three of its own and the 256 bytes."""
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    types = [gguf.TokenType.UNKNOWN] + 2 * [gguf.TokenType.CONTROL] + 256 * [gguf.TokenType.BYTE]
    if kind == "phi3":  # llama.cpp wants this one here; the byte that no text has makes room for it
        tokens[-1], types[-1] = "<|endoftext|>", gguf.TokenType.CONTROL
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 259)
    writer.add_token_types(types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)


def paired(weight, heads):
    return weight.reshape(heads, 2, -1, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def arranged(name, weight, config, kind):
    """The weight as the converter lays it."""
    if kind in PAIRED and ".q_proj." in name:
        return paired(weight, config.num_attention_heads)
    if kind in PAIRED and ".k_proj." in name:
        return paired(weight, config.num_key_value_heads)
    if kind.startswith("gemma") and name.endswith("norm.weight"):
        return weight + 1
    if kind == "gpt2" and weight.dim() == 2 and ".h." in name:
        return weight.T
    if kind == "gpt_neox" and ".query_key_value." in name:
        return torch.cat(weight.reshape(config.num_attention_heads, 3, -1, *weight.shape[1:]).unbind(1)).reshape(weight.shape)
    return weight


def merged(tensors, layers, kind):
    """The experts of a layer in one tensor."""
    prefix, projections = {
        "mixtral": ("block_sparse_moe.experts", ("w1", "w2", "w3")),
        "qwen3_moe": ("mlp.experts", ("gate_proj", "down_proj", "up_proj")),
    }[kind]
    for layer in range(layers):
        for projection in projections:
            name = "model.layers.%d.%s.%%d.%s.weight" % (layer, prefix, projection)
            experts = []
            while name % len(experts) in tensors:
                experts.append(tensors.pop(name % len(experts)))
            merged_prefix = prefix if kind == "qwen3_moe" else "feed_forward.experts"
            start = "model." if kind == "qwen3_moe" else ""
            tensors[f"{start}layers.{layer}.{merged_prefix}.{projection}.weight"] = torch.stack(experts)


def convert(folder, config, kind):
    architecture = ARCHITECTURES[kind]
    writer = gguf.GGUFWriter(folder / "model.gguf", gguf.MODEL_ARCH_NAMES[architecture])
    writer.add_name(folder.name)
    rope = getattr(config, "rope_parameters", None) or {}
    if kind == "gemma3_text":
        rope = rope["full_attention"]
    settings = keys(writer, config, kind, rope)
    vocabulary(writer, kind)
    tensors = load_file(folder / "model.safetensors")
    if kind in ("mixtral", "qwen3_moe"):
        merged(tensors, config.num_hidden_layers, kind)
    names = gguf.get_tensor_name_map(architecture, config.num_hidden_layers)
    for name, weight in tensors.items():
        stored = names.get_name(name, try_suffixes=(".weight", ".bias"))
        settings[stored] = arranged(name, weight, config, kind)
    for name, tensor in settings.items():
        writer.add_tensor(name, np.ascontiguousarray(tensor.to(torch.float32).numpy()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def deviation(logits, expected):
    return ((logits - expected).abs().max() / expected.abs().max()).item()


def opened_by_transformers(folder, config, expected):
    if config.model_type == "mixtral":
        raise ValueError("Experts under the name of Llama are not supported yet.")
    read = AutoConfig.from_pretrained(folder, gguf_file="model.gguf")
    for key in UNREAD:
        if hasattr(config, key):
            setattr(read, key, getattr(config, key))
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file="model.gguf", config=read, dtype=torch.float32, attn_implementation="eager"
    )
    with torch.no_grad():
        return deviation(model(expected["input_ids"][:1]).logits, expected["unpadded_logits"])


def opened_by_llama_cpp(folder, expected):
    from llama_cpp import GGML_TYPE_F32 as F32
    from llama_cpp import Llama

    ids = expected["input_ids"][0].tolist()
    model = Llama(str(folder / "model.gguf"), n_ctx=64, logits_all=True, verbose=False, n_threads=1, type_k=F32, type_v=F32)
    model.eval(ids)
    logits = torch.tensor(model.scores[: len(ids)]).clone()
    written = list(ids)
    while len(written) < expected["generated"].shape[1]:
        written.append(int(np.argmax(model.scores[len(written) - 1])))
        model.eval(written[-1:])
    same = written == expected["generated"][0].tolist()
    return deviation(logits, expected["unpadded_logits"][0]), same


def main(names, with_llama_cpp):
    for folder in sorted(RESOURCES.iterdir()):
        if names and folder.name not in names:
            continue
        kind = json.loads((folder / "config.json").read_text())["model_type"]
        if folder.name in UNSAID:
            print(f"{folder.name}: no GGUF, {UNSAID[folder.name]}")
            continue
        config = AutoConfig.from_pretrained(folder)
        convert(folder, config, kind)
        expected = load_file(folder / "expected.safetensors")
        try:
            off = opened_by_transformers(folder, config, expected)
            found = f"transformers within {off:.1e}"
        except ValueError as e:
            assert "not supported yet" in str(e), e
            off, found = 0, "transformers does not open it"
        if with_llama_cpp:
            off_there, same = opened_by_llama_cpp(folder, expected)
            found += f"; llama.cpp within {off_there:.1e}, continuation {'equal' if same else 'differs'}"
        print(f"{folder.name}: {found}", flush=True)
        assert off < 1e-5, folder.name


main([name for name in sys.argv[1:] if name != "--llama-cpp"], "--llama-cpp" in sys.argv)
