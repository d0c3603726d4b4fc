"""Makes tiny random models of families of models, and what Hugging Face transformers computes with them.

Made with transformers 5.23.0 and torch 2.15.0. Writes each to lib/src/test/resources/families/NAME:

    python lib/src/test/reference/families.py [NAME ...]

`expected.safetensors` holds, for a batch of two texts, the second padded by four places on the left, the activations under
TransformerLens's names, the logits, those of the first text alone, and its greedy continuation by twelve tokens.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM

RESOURCES = Path(__file__).parents[1] / "resources" / "families"
SIZES = dict(
    hidden_size=48,
    intermediate_size=80,
    num_attention_heads=4,
    num_key_value_heads=2,
    num_hidden_layers=2,
    max_position_embeddings=64,
    vocab_size=259,
    bos_token_id=1,
    eos_token_id=2,
    pad_token_id=0,
)
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
HALF = {**ROPE, "partial_rotary_factor": 0.5}
SMALL = dict(SIZES, hidden_size=24, intermediate_size=40, num_attention_heads=2, num_key_value_heads=1)
STRETCHED = dict(SMALL, max_position_embeddings=512)
LONG = {
    **ROPE,
    "rope_type": "longrope",
    "short_factor": [1.0, 1.05, 1.2, 1.6, 2.0, 2.5],
    "long_factor": [1.0, 1.5, 4.0, 9.0, 19.0, 30.0],
}
MODELS = {
    "llama-linear-rope": ("llama", dict(STRETCHED, rope_parameters={**ROPE, "rope_type": "linear", "factor": 4.0})),
    "llama-yarn-rope": (
        "llama",
        dict(
            STRETCHED,
            rope_parameters={**ROPE, "rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 64},
        ),
    ),
    "llama-biases": ("llama", dict(SMALL, attention_bias=True, mlp_bias=True, tie_word_embeddings=False)),
    "smollm3": ("smollm3", dict(SIZES, no_rope_layer_interval=2, rope_parameters=ROPE)),
    "granite": (
        "granite",
        dict(
            SIZES,
            embedding_multiplier=12.0,
            logits_scaling=8.0,
            residual_multiplier=0.22,
            attention_multiplier=0.0625,
            tie_word_embeddings=True,
        ),
    ),
    "phi": ("phi", dict(SIZES, num_key_value_heads=4, rope_parameters=HALF)),
    "starcoder2": ("starcoder2", dict(SIZES, num_key_value_heads=1, sliding_window=5, rope_parameters=ROPE)),
    "mixtral": (
        "mixtral",
        dict(SIZES, intermediate_size=32, num_local_experts=4, num_experts_per_tok=2),
    ),
    "qwen3_moe": (
        "qwen3_moe",
        dict(
            SIZES,
            head_dim=16,
            moe_intermediate_size=16,
            num_experts=6,
            num_experts_per_tok=3,
            norm_topk_prob=True,
        ),
    ),
    "qwen3_moe-raw-weights": (
        "qwen3_moe",
        dict(
            SIZES,
            num_hidden_layers=1,
            head_dim=16,
            moe_intermediate_size=24,
            num_experts=4,
            num_experts_per_tok=2,
            norm_topk_prob=False,
            tie_word_embeddings=True,
        ),
    ),
    # What GGUF files cannot say is at its default here.
    "mistral-no-window": ("mistral", dict(SMALL, head_dim=16, sliding_window=None)),
    "gemma2-default-scale": (
        "gemma2",
        dict(
            SMALL,
            num_hidden_layers=3,
            head_dim=16,
            sliding_window=4,
            query_pre_attn_scalar=16,
            attn_logit_softcapping=5.0,
            final_logit_softcapping=3.0,
        ),
    ),
    "gemma3-default-scale": (
        "gemma3_text",
        dict(SMALL, num_hidden_layers=7, head_dim=16, sliding_window=4, query_pre_attn_scalar=16),
    ),
    "smollm3-default-interval": ("smollm3", dict(SMALL, num_hidden_layers=4, rope_parameters=ROPE)),
    "starcoder2-no-window": ("starcoder2", dict(SMALL, sliding_window=None)),
    # Thirteen tokens and twelve more are all within the training's context, or all beyond it.
    "phi3-longrope": (
        "phi3",
        dict(SMALL, original_max_position_embeddings=32, rope_parameters=LONG),
    ),
    "phi3-longrope-long-text": (
        "phi3",
        dict(SMALL, original_max_position_embeddings=8, rope_parameters=LONG),
    ),
}


def shaken(model):
    """Norms are ones and biases zeros at first, which would hide that they are not read."""
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            scale = 0.3 if weight.dim() == 1 else 0.25
            weight.add_(torch.randn(weight.shape, generator=generator) * scale)


def record(model, ids, mask):
    """The activations of one run by hook name."""
    kept, handles = {}, []
    multiplier = getattr(model.config, "residual_multiplier", 1.0)
    parallel = model.config.model_type == "phi"

    def keep(name, pick):
        def hook(module, args, kwargs, output):
            kept[name] = pick(args, kwargs, output).detach().clone()

        return hook

    def first(output):
        return output[0] if isinstance(output, tuple) else output

    for i, layer in enumerate(model.model.layers):
        block = f"blocks.{i}."
        on = lambda module, name, pick: handles.append(
            module.register_forward_hook(keep(block + name, pick), with_kwargs=True)
        )
        on(layer, "hook_resid_pre", lambda a, k, o: a[0] if a else k["hidden_states"])
        on(layer, "hook_resid_post", lambda a, k, o: first(o))
        on(layer.self_attn, "attn.hook_pattern", lambda a, k, o: o[1])
        normed = hasattr(layer, "post_feedforward_layernorm")  # what is added to the stream
        attn_out = layer.post_attention_layernorm if normed else layer.self_attn
        mlp_out = layer.post_feedforward_layernorm if normed else layer.mlp
        on(attn_out, "hook_attn_out", lambda a, k, o: first(o) * multiplier)
        on(mlp_out, "hook_mlp_out", lambda a, k, o: first(o) * multiplier)
        out = layer.self_attn.dense if parallel else layer.self_attn.o_proj
        on(out, "attn.hook_z", lambda a, k, o: a[0])
        for name in ("down_proj", "fc2", "c_proj"):
            if hasattr(layer.mlp, name):
                on(getattr(layer.mlp, name), "mlp.hook_post", lambda a, k, o: a[0])
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    with torch.no_grad():
        output = model(input_ids=ids, attention_mask=mask, position_ids=positions, output_attentions=True)
    for handle in handles:
        handle.remove()
    kept["logits"] = output.logits
    return kept


def make(name):
    kind, options = MODELS[name]
    torch.manual_seed(7)
    config = AutoConfig.for_model(kind, **options)
    config._attn_implementation = "eager"
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    shaken(model)
    folder = RESOURCES / name
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    stored = json.loads((folder / "config.json").read_text())
    stored["torch_dtype"] = stored.pop("dtype", "float32")
    (folder / "config.json").write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n")

    ids = torch.randint(3, 259, (2, 13), generator=torch.Generator().manual_seed(5))
    mask = torch.ones_like(ids)
    ids[1, :4], mask[1, :4] = 0, 0
    expected = record(model, ids, mask)
    alone = ids[:1]
    expected["unpadded_logits"] = record(model, alone, torch.ones_like(alone))["logits"]
    written = alone
    with torch.no_grad():
        for _ in range(12):
            written = torch.cat([written, model(written, use_cache=False).logits[:, -1:].argmax(-1)], 1)
    expected |= {"input_ids": ids, "attention_mask": mask, "generated": written}
    save_file({key: value.contiguous() for key, value in expected.items()}, folder / "expected.safetensors")
    print(name, sorted(p.name for p in folder.iterdir()))


for each in sys.argv[1:] or MODELS:
    make(each)
