"""Short trainings of the five kinds of representation finetuning on the tiny Llama, by PyTorch's own autograd and AdamW.

Reads ../resources/families/llama and writes KIND.start.safetensors and KIND.safetensors (the numbers before and after, with
the losses between) into ../resources/reft, in the format of dev.azimuth.reft.ReftFile:
    python reft.py            (torch 2.15.0, transformers 5.23.0, safetensors 0.8)
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

RESOURCES = Path(__file__).parent.parent / "resources"
EXAMPLES = [("one word", "yes"), ("ab", "of course"), ("what is it?", "no"), ("c", "maybe so"), ("and now?", "yes!")]
END = 2  # a byte is its value and three
STEPS, RATE, WARMUP, DECAY, RANK = 12, 0.02, 0.25, 0.01, 3
# kind: orthonormal, reads, replaces, layers, first, last
KINDS = {
    "LoReFT": (True, True, True, [0], 0, 1),
    "DiReFT": (True, True, False, [0], 1, 2),
    "NoDiReFT": (False, True, False, [0, 1], 0, 1),
    "LobiReFT": (True, False, False, [0], 2, 3),
    "ConsReFT": (True, False, True, [0, 1], 0, 2),
}


def ids(text):
    return [byte + 3 for byte in text.encode()]


def retracted(r):
    """The factor Q of QR with a positive diagonal."""
    q, upper = torch.linalg.qr(r.T.double())
    return (q * torch.sign(torch.diagonal(upper))).T.float()


def chosen(n, first, last):
    if n < first + last:
        first, last = min(first, n // 2), min(last, math.ceil(n / 2))
    return list(range(first)) + list(range(n - last, n))


def loss_of(model, pieces, kind):
    _, reads, replaces, layers, first, last = KINDS[kind]
    total, count = 0.0, 0
    for prompt, answer in EXAMPLES:
        given, wanted = ids(prompt), ids(answer) + [END]
        at = chosen(len(given), first, last)

        def hook(piece):
            def act(module, inputs, output):
                h = output[0] if isinstance(output, tuple) else output
                x = h[:, at]
                source = piece["b"]
                if reads:
                    source = source + x @ piece["W"].T
                if replaces:
                    source = source - x @ piece["R"].T
                changed = h.clone()
                changed[:, at] = x + source @ piece["R"]
                return (changed, *output[1:]) if isinstance(output, tuple) else changed
            return act

        handles = [model.model.layers[layer].register_forward_hook(hook(piece)) for layer, piece in zip(layers, pieces)]
        logits = model(torch.tensor([given + wanted[:-1]])).logits[0, len(given) - 1:]
        for handle in handles:
            handle.remove()
        total = total + torch.nn.functional.cross_entropy(logits, torch.tensor(wanted), reduction="sum")
        count += len(wanted)
    return total / count


def save(name, kind, pieces, losses):
    _, _, _, layers, first, last = KINDS[kind]
    content = {
        "version": 1,
        "card": {"model": "llama", "width": pieces[0]["R"].shape[1], "chat": True,
                 "shape": {"form": kind, "rank": RANK, "layers": layers, "ends": {"first": first, "last": last},
                           "tied": True, "shared": False}},
        "schedule": {"steps": STEPS, "batch": len(EXAMPLES), "learningRate": RATE, "warmup": WARMUP,
                     "weightDecay": DECAY, "stopAt": 0, "seed": 0},
        "end": "FINISHED", "losses": losses, "seconds": 0, "examples": "",
    }
    tensors = {f"pieces.{i}.{key}": value.detach().contiguous() for i, piece in enumerate(pieces)
               for key, value in piece.items()}
    save_file(tensors, RESOURCES / "reft" / f"{name}.safetensors", {"azimuth.reft": json.dumps(content)})


def main() -> None:
    torch.manual_seed(1)
    model = AutoModelForCausalLM.from_pretrained(RESOURCES / "families/llama", dtype=torch.float32,
                                                 attn_implementation="eager").eval().requires_grad_(False)
    width = model.config.hidden_size
    for kind, (orthonormal, reads, _, layers, _, _) in KINDS.items():
        pieces = []
        for _ in layers:
            r = torch.randn(RANK, width)
            piece = {"R": retracted(r) if orthonormal else 0.1 * r}
            if reads:
                piece["W"] = 0.1 * torch.randn(RANK, width)
            piece["b"] = torch.rand(1, RANK)
            pieces.append({key: torch.nn.Parameter(value) for key, value in piece.items()})
        save(f"{kind}.start", kind, pieces, [])
        optimizer = torch.optim.AdamW([value for piece in pieces for value in piece.values()], lr=RATE, weight_decay=DECAY)
        rising = math.ceil(WARMUP * STEPS)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: step / rising if step < rising else (STEPS - step) / (STEPS - rising))
        losses = []
        for _ in range(STEPS):
            loss = loss_of(model, pieces, kind)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            if orthonormal:
                with torch.no_grad():
                    for piece in pieces:
                        piece["R"].copy_(retracted(piece["R"]))
            losses.append(loss.item())
        save(kind, kind, pieces, losses)
        print(kind, losses)


if __name__ == "__main__":
    main()
