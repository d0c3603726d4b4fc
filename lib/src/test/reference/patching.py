"""Activation patching and direct logit attribution of the tiny Llama, by TransformerLens.

Writes families/llama/patching.safetensors beside this script's resources:
    python patching.py      (transformer-lens 4.3.0, torch 2.15.0, transformers 5.23.0, safetensors 0.8)

Tokens are bytes plus three, as the tests' tokenizer makes them. The metric is the logit of 'a' less that of 'q'.
"""

import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models
from transformer_lens import patching
from transformer_lens.model_bridge import TransformerBridge
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

FOLDER = Path(__file__).parent.parent / "resources/families/llama"
CLEAN, CORRUPTED, ANSWER, WRONG = "the red cat", "the old dog", "a", "q"


def ids(text: str) -> torch.Tensor:
    return torch.tensor([[3 + byte for byte in text.encode()]])


def main() -> None:
    weights = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()
    with tempfile.TemporaryDirectory() as folder:  # the bridge asks for a tokenizer that came from one
        PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel({"<bos>": 0}, "<bos>")), bos_token="<bos>",
                                eos_token="<bos>", pad_token="<bos>").save_pretrained(folder)
        unused = AutoTokenizer.from_pretrained(folder)
        model = TransformerBridge.boot_transformers(str(FOLDER), hf_model=weights, dtype=torch.float32, tokenizer=unused)
    model.enable_compatibility_mode()  # folds the norms' weights into what reads them
    right, wrong = ids(ANSWER)[0, 0].item(), ids(WRONG)[0, 0].item()

    def metric(logits: torch.Tensor) -> torch.Tensor:
        return logits[0, -1, right] - logits[0, -1, wrong]

    with torch.inference_mode():
        clean_logits, clean = model.run_with_cache(ids(CLEAN))
        corrupted_logits, _ = model.run_with_cache(ids(CORRUPTED))
        found = {
            "clean": metric(clean_logits).reshape(1),
            "corrupted": metric(corrupted_logits).reshape(1),
            "hook_resid_pre": patching.get_act_patch_resid_pre(model, ids(CORRUPTED), clean, metric),
            "hook_resid_mid": patching.get_act_patch_resid_mid(model, ids(CORRUPTED), clean, metric),
            "hook_attn_out": patching.get_act_patch_attn_out(model, ids(CORRUPTED), clean, metric),
            "hook_mlp_out": patching.get_act_patch_mlp_out(model, ids(CORRUPTED), clean, metric),
            "attn.hook_z": patching.get_act_patch_attn_head_out_all_pos(model, ids(CORRUPTED), clean, metric),
            "attn.hook_z by position": patching.get_act_patch_attn_head_out_by_pos(model, ids(CORRUPTED), clean, metric),
            "attn.hook_pattern": patching.get_act_patch_attn_head_pattern_all_pos(model, ids(CORRUPTED), clean, metric),
        }
        direction = model.W_U[:, right] - model.W_U[:, wrong]
        scale = clean["ln_final.hook_scale"][0, -1]
        layers = range(model.cfg.n_layers)
        found["dla embed"] = (clean["hook_embed"][0, -1] @ direction / scale).reshape(1)
        for name in ("hook_attn_out", "hook_mlp_out"):
            found[f"dla {name}"] = torch.stack([clean[f"blocks.{i}.{name}"][0, -1] @ direction / scale for i in layers])
        heads = [torch.einsum("hd,hdm->hm", clean[f"blocks.{i}.attn.hook_z"][0, -1], model.blocks[i].attn.W_O) for i in layers]
        found["dla heads"] = torch.stack([h @ direction / scale for h in heads])
        neurons = [clean[f"blocks.{i}.mlp.hook_post"][0, -1] * (model.blocks[i].mlp.W_out @ direction) / scale for i in layers]
        found["dla neurons"] = torch.stack(neurons)
    found = {name: value.float().contiguous().clone() for name, value in found.items()}
    save_file(found, FOLDER / "patching.safetensors")
    print({name: tuple(value.shape) for name, value in found.items()})


if __name__ == "__main__":
    main()
