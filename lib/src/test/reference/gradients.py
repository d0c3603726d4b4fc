"""Gradients of a logit difference by every residual stream and by two weights, from PyTorch's own autograd.

Reads the tiny checkpoints beside this script's resources and writes gradients.safetensors into their folders:
    python gradients.py            (torch 2.15.0, transformers 5.23.0, safetensors 0.8)
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

FAMILIES = Path(__file__).parent.parent / "resources/families"
IDS = torch.tensor([[5, 9, 2, 31, 17, 8, 3, 44]])
TOKEN, OTHER = 7, 12
WEIGHTS = {
    "llama": ("model.embed_tokens.weight", "model.layers.1.mlp.down_proj.weight"),
    "gemma2": ("model.embed_tokens.weight", "model.layers.1.mlp.down_proj.weight"),
    "gpt_neox": ("gpt_neox.embed_in.weight", "gpt_neox.layers.1.mlp.dense_4h_to_h.weight"),
}


def main() -> None:
    for family, (embed, down) in WEIGHTS.items():
        folder = FAMILIES / family
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        result = model(IDS, output_hidden_states=True)
        streams = list(result.hidden_states[:-1])  # the last one is normed
        value = result.logits[0, -1, TOKEN] - result.logits[0, -1, OTHER]
        weights = [dict(model.named_parameters())[name] for name in (embed, down)]
        found = torch.autograd.grad(value, streams + weights)
        tensors = {f"blocks.{layer}.hook_resid_pre": g.contiguous() for layer, g in enumerate(found[:len(streams)])}
        tensors |= {"value": value.detach().reshape(1), "input_ids": IDS.to(torch.int64),
                    "embed": found[-2].contiguous(), "down": found[-1].contiguous()}
        save_file(tensors, folder / "gradients.safetensors")
        print(family, float(value))


if __name__ == "__main__":
    main()
