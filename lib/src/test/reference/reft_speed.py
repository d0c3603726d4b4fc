"""Time a step of LoReFT on SmolLM2 in PyTorch, on the data and from the start that ReftDemonstration has written.

    python reft_speed.py FOLDER SMOLLM2.gguf [THREADS [STEPS]]     (torch 2.15.0, transformers 5.23.0, safetensors 0.8)

Twice: as pyreft computes it, the whole batch through all layers at each step, and as the library does, only the layers and the
tokens after the intervention; both with derivatives from the intervention on, and logits of the answers alone. Prints the
time, and the losses beside the library's.

Measured with two threads on two cores, ReftDemonstration and this one after the other, nothing else running: the library
0.211 s a step, this 1.204 s (whole) and 0.250 s (rest), so 0.18 and 0.85 of PyTorch's time; losses of 60 steps within 1e-4.
"""

import json
import sys
import time
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, DynamicCache

FOLDER, GGUF = Path(sys.argv[1]), Path(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)


def read(name):
    with safe_open(FOLDER / f"{name}.safetensors", "pt") as file:
        return {key[-1]: file.get_tensor(key) for key in file.keys()}, json.loads(file.metadata()["azimuth.reft"])


TENSORS, START = read("start")
LAYER = START["card"]["shape"]["layers"][0]


def padded(rows, value, dtype=torch.long):
    """On the left."""
    width = max(len(row) for row in rows)
    return torch.tensor([[value] * (width - len(row)) + list(row) for row in rows], dtype=dtype)


def retract(r):
    q, upper = torch.linalg.qr(r.T)
    r.copy_((q * torch.sign(torch.diagonal(upper))).T)


class Reft:
    def __init__(self, at):
        steps, rate = START["schedule"]["steps"], START["schedule"]["learningRate"]
        self.p = {key: torch.nn.Parameter(value.clone()) for key, value in TENSORS.items()}
        self.optimizer = torch.optim.AdamW(self.p.values(), lr=rate, weight_decay=0)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: (steps - step) / steps)
        self.at = at

    def act(self, h):
        rows = torch.arange(len(h))
        x = h[rows, self.at]
        r, w, b = self.p["R"], self.p["W"], self.p["b"]
        h = h.clone()
        h[rows, self.at] = x + (x @ w.T + b - x @ r.T) @ r
        return h

    def step(self, logits, wanted):
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        with torch.no_grad():
            retract(self.p["R"])
        return loss.item()


class Whole:
    """Every layer and token at each step."""

    def __init__(self, model, prompts, answers):
        self.model, self.keep = model, max(len(a) for a in answers)
        rows = [p + a[:-1] for p, a in zip(prompts, answers)]
        self.ids, self.mask = padded(rows, 0), padded([[1] * len(row) for row in rows], 0)
        self.positions = (self.mask.cumsum(-1) - 1).clamp(min=0)
        self.at = torch.tensor([self.ids.shape[1] - len(a) for a in answers])

    def logits(self, reft):
        handle = self.model.model.layers[LAYER].register_forward_hook(lambda module, inputs, output: reft.act(output))
        logits = self.model(self.ids, attention_mask=self.mask, position_ids=self.positions, use_cache=False,
                            logits_to_keep=self.keep).logits
        handle.remove()
        return logits


class Rest:
    """What comes before the intervention is read once."""

    def __init__(self, model, prompts, answers):
        self.model = model
        before = [p[:-1] for p in prompts]
        rest = [[p[-1]] + a[:-1] for p, a in zip(prompts, answers)]
        past_mask, mask = padded([[1] * len(row) for row in before], 0), padded([[1] * len(row) for row in rest], 0)
        cache = DynamicCache()
        width = mask.shape[1]
        self.at = torch.tensor([width - len(a) for a in answers])
        positions = (mask.cumsum(-1) - 1).clamp(min=0) + past_mask.sum(-1, keepdim=True)
        causal = torch.tril(torch.ones(width, width, dtype=torch.bool)) & mask[:, None].bool()
        causal |= torch.eye(width, dtype=torch.bool)
        self.mask = torch.cat([past_mask[:, None].bool().expand(-1, width, -1), causal], -1)[:, None]
        with torch.no_grad():
            model(padded(before, 0), attention_mask=past_mask, past_key_values=cache, use_cache=True, logits_to_keep=1,
                  position_ids=(past_mask.cumsum(-1) - 1).clamp(min=0))
            self.past = [(layer.keys, layer.values) for layer in cache.layers]
            h = model.model.embed_tokens(padded(rest, 0))
            self.rope = model.model.rotary_emb(h, positions)
            self.stream = self.through(h, 0, LAYER + 1)

    def through(self, h, first, end):
        cache = DynamicCache()
        for index, (keys, values) in enumerate(self.past):
            cache.update(keys, values, index)
        for layer in self.model.model.layers[first:end]:
            h = layer(h, attention_mask=self.mask, past_key_values=cache, position_embeddings=self.rope)
        return h

    def logits(self, reft):
        return self.model.lm_head(self.model.model.norm(self.through(reft.act(self.stream), LAYER + 1, None)))


def main() -> None:
    model = AutoModelForCausalLM.from_pretrained(str(GGUF.parent), gguf_file=GGUF.name, dtype=torch.float32)
    model.eval().requires_grad_(False)
    examples = json.loads((FOLDER / "examples.json").read_text())
    prompts = [e["ids"][:e["prompt"]] for e in examples]
    answers = [e["ids"][e["prompt"]:] for e in examples]
    wanted = padded(answers, -100)
    ours = read("trained")[1]["losses"]
    for way in (Whole, Rest):
        forward = way(model, prompts, answers)
        reft = Reft(forward.at)
        losses, times = [], []
        for _ in range(int(sys.argv[4]) if len(sys.argv) > 4 else 30):
            start = time.perf_counter()
            losses.append(reft.step(forward.logits(reft), wanted))
            times.append(time.perf_counter() - start)
        spread = [abs(a - b) / a for a, b in zip(losses, ours)]
        times = sorted(times[2:])
        print(f"{way.__name__}: {times[len(times) // 2]:.4f} s a step (median of {len(times)}); losses {losses[0]:.5f} to "
              f"{losses[-1]:.5f}, the library's {ours[0]:.5f} to {ours[len(spread) - 1]:.5f}; the first ten differ by "
              f"{max(spread[:10]):.1e}, all by {max(spread):.1e}")


if __name__ == "__main__":
    main()
