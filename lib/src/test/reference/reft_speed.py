"""Time a step of LoReFT on SmolLM2 in PyTorch, on the data and from the start that ReftDemonstration has written.

    python reft_speed.py FOLDER SMOLLM2.gguf [THREADS [STEPS]]     (torch 2.15.0, transformers 5.23.0, safetensors 0.8)

As pyreft computes it: the whole batch through all layers at each step, with derivatives from the intervention on, and logits
of the answers alone. Prints the time, and the losses beside the library's.
"""

import json
import sys
import time
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM

FOLDER, GGUF = Path(sys.argv[1]), Path(sys.argv[2])
LAYER, STEPS, RATE = 15, 100, 4e-3
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)


def read(name):
    with safe_open(FOLDER / f"{name}.safetensors", "pt") as file:
        losses = json.loads(file.metadata()["azimuth.reft"])["losses"]
        return {key[-1]: file.get_tensor(key) for key in file.keys()}, losses


def padded(rows, value, dtype=torch.long):
    """On the left."""
    width = max(len(row) for row in rows)
    return torch.tensor([[value] * (width - len(row)) + list(row) for row in rows], dtype=dtype)


def retract(r):
    q, upper = torch.linalg.qr(r.T)
    r.copy_((q * torch.sign(torch.diagonal(upper))).T)


class Reft:
    def __init__(self):
        self.p = {key: torch.nn.Parameter(value.clone()) for key, value in read("start")[0].items()}
        self.optimizer = torch.optim.AdamW(self.p.values(), lr=RATE, weight_decay=0)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: (STEPS - step) / STEPS)
        self.at = None

    def act(self, module, inputs, output):
        h = output[0] if isinstance(output, tuple) else output
        rows = torch.arange(len(h))
        x = h[rows, self.at]
        r, w, b = self.p["R"], self.p["W"], self.p["b"]
        h = h.clone()
        h[rows, self.at] = x + (x @ w.T + b - x @ r.T) @ r
        return (h, *output[1:]) if isinstance(output, tuple) else h

    def step(self, logits, wanted):
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        with torch.no_grad():
            retract(self.p["R"])
        return loss.item()


def main() -> None:
    model = AutoModelForCausalLM.from_pretrained(str(GGUF.parent), gguf_file=GGUF.name, dtype=torch.float32)
    model.eval().requires_grad_(False)
    examples = json.loads((FOLDER / "examples.json").read_text())
    given = [e["ids"][:-1] for e in examples]
    answers = [e["ids"][e["prompt"]:] for e in examples]
    ids, mask = padded(given, 0), padded([[1] * len(g) for g in given], 0)
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    keep = max(len(a) for a in answers)
    wanted = padded(answers, -100)
    ours = read("trained")[1]

    def run(name, forward, count):
        reft = Reft()
        handle = model.model.layers[LAYER].register_forward_hook(reft.act)
        losses, times = [], []
        for _ in range(count):
            start = time.perf_counter()
            losses.append(reft.step(forward(reft), wanted))
            times.append(time.perf_counter() - start)
        handle.remove()
        spread = max(abs(a - b) / a for a, b in zip(losses[:10], ours))
        times = sorted(times[2:])
        print(f"{name}: {times[len(times) // 2]:.4f} s a step (median of {len(times)}); losses {losses[0]:.5f} to "
              f"{losses[-1]:.5f}, the library's {ours[0]:.5f} to {ours[count - 1]:.5f}; first ten differ by {spread:.1e}")

    def whole(reft):
        reft.at = torch.tensor([ids.shape[1] - len(a) for a in answers])
        return model(ids, attention_mask=mask, position_ids=positions, use_cache=False, logits_to_keep=keep).logits

    run("whole pass, as pyreft", whole, int(sys.argv[4]) if len(sys.argv) > 4 else 30)


if __name__ == "__main__":
    main()
