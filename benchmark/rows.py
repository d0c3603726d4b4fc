"""What is measured: the rows of the table, with their inputs."""

import json
import random
from typing import NamedTuple

from preparation import PACKAGED, WEIGHTS, Setting

SHAPES = [(1, 32), (1, 256), (8, 64), (32, 32)]  # texts × tokens
NEW_TOKENS = 33  # the first comes with the prompt's pass, 32 are timed
PROMPTS = 512
# Each is one token when a space stands before it, and all are among the commonest words, so that lengths are known.
WORDS = ("the of and to in is was for on that with as it by at from his this are which but not or had an they one all "
         "we can her has there been if more when will would who so no out up said what its about into than them other "
         "time only some could new these two may then do first any my now such like over man our me even most made").split()


class Job(NamedTuple):
    """One contestant's part of a row: which worker does what."""

    label: str
    worker: str
    command: dict
    how: str = "ask"  # the method of Team
    model: str = str(WEIGHTS)


class Row(NamedTuple):
    """Azimuth's job, what it is measured against, and what else is measured beside it."""

    name: str
    work: str
    ours: Job
    base: Job | None
    others: tuple = ()
    target: float = 1.0
    unit: str = ""  # of the target: none for a ratio
    rounds: int = 1000
    warm_ups: int = 3
    calls: int = 2
    tolerance: float = 1e-3  # of the answers' largest magnitude

    @property
    def jobs(self) -> list:
        return [self.ours, *([self.base] if self.base else []), *self.others]


def rows(targets: dict, setting: Setting) -> list:
    config = json.loads((WEIGHTS / "config.json").read_text(encoding="utf-8"))
    return [*forward(targets, config), *cached(targets, config), *generation(targets), *harvest(targets, config),
            *gradient(targets, config), *start(targets, config), *memory(targets, config)]


def ids(config: dict, shape: tuple) -> list:
    texts, tokens = shape
    draw = random.Random(f"{shape}")
    return [[draw.randrange(config["vocab_size"]) for _ in range(tokens)] for _ in range(texts)]


def words(draw: random.Random, count: int) -> str:
    return " " + " ".join(draw.choice(WORDS) for _ in range(count))


def forward(targets: dict, config: dict) -> list:
    found = []
    for dtype, name in (("float32", "forward"), ("bfloat16", "forward-bfloat16")):
        for shape in SHAPES:
            command = {"do": "forward", "ids": ids(config, shape)}
            half = dtype == "bfloat16"
            beside = Job("transformers, bfloat16", "transformers", {**command, "dtype": dtype}) if half else Job(
                "TransformerLens", "lens", command)
            found.append(Row(name, f"forward, {dtype}, {shape[0]}×{shape[1]}",
                             Job("Azimuth", "azimuth", {**command, "dtype": dtype}),
                             Job("transformers, float32", "transformers", command),
                             (beside,), targets[name], tolerance=0.05 if half else 1e-3))
    return found


def cached(targets: dict, config: dict) -> list:
    found = []
    for keep, what in (("residual", "every layer's residual stream"), ("all", "every hook point")):
        for shape in SHAPES:
            inputs = {"ids": ids(config, shape)}
            command = {"do": "cached", "keep": keep, **inputs}
            found.append(Row(f"cached-{keep}", f"{what} cached, {shape[0]}×{shape[1]}",
                             Job("Azimuth", "azimuth", command),
                             Job("its plain forward", "azimuth", {"do": "forward", **inputs}),
                             (Job("TransformerLens", "lens", command),), targets[f"cached-{keep}"]))
    return found


def generation(targets: dict) -> list:
    command = {"do": "generate", "prompt": words(random.Random("generation"), 32), "tokens": NEW_TOKENS}
    half = {**command, "dtype": "bfloat16"}
    base = Job("transformers, float32", "transformers", command)
    return [Row("generation", "generation, float32, a token after a prompt of 32", Job("Azimuth", "azimuth", command), base,
                (Job("TransformerLens", "lens", command),), targets["generation"]),
            Row("generation-bfloat16", "generation, bfloat16, a token after a prompt of 32", Job("Azimuth", "azimuth", half),
                base, (Job("transformers, bfloat16", "transformers", half),), targets["generation-bfloat16"],
                tolerance=0.05)]


def harvest(targets: dict, config: dict) -> list:
    draw = random.Random("harvest")
    inputs = {"prompts": [words(draw, draw.randint(4, 64)) for _ in range(PROMPTS)],
              "layer": config["num_hidden_layers"] // 2}
    return [Row("harvest", f"last token of layer {inputs['layer']}, {PROMPTS} prompts of 4 to 64 tokens",
                Job("Azimuth", "azimuth", {"do": "harvest", **inputs}),
                Job("its loop of runWithCache", "azimuth", {"do": "loop", **inputs}),
                (Job("transformers, loop", "transformers", {"do": "loop", **inputs}),),
                targets["harvest"], rounds=3, warm_ups=1, calls=1)]


def gradient(targets: dict, config: dict) -> list:
    found = []
    for shape in SHAPES[:3]:
        command = {"do": "gradient", "ids": ids(config, shape), "for": 500, "against": 1000}
        found.append(Row("gradient", f"gradient to every residual stream, {shape[0]}×{shape[1]}",
                         Job("Azimuth", "azimuth", command), Job("transformers", "transformers", command),
                         (), targets["gradient"]))
    return found


def start(targets: dict, config: dict) -> list:
    command = {"do": "forward", "ids": ids(config, SHAPES[0])}
    gguf = Job("Azimuth", "azimuth", command, "start_and_ask", PACKAGED)
    folder = Job("Azimuth", "azimuth", command, "start_and_ask")
    other = Job("transformers", "transformers", command, "start_and_ask")
    limit = {"target": targets["start"], "unit": "ms", "rounds": 5, "warm_ups": 1, "calls": 1}
    return [Row("start", "GGUF file (Q4_1) to first logits, new process", gguf, None, **limit),
            Row("start", "float32 safetensors to first logits, new process", folder, other, **limit)]


def memory(targets: dict, config: dict) -> list:
    """The target is a formula of the weights' size."""
    weights = (WEIGHTS / "model.safetensors").stat().st_size / 2**20
    factor, plus = (float(part.split()[0]) for part in targets["memory"].split(" + "))
    shape = {"ids": ids(config, (1, 256))}
    text = words(random.Random("memory"), 32)
    common = [{"do": "forward", **shape}, {"do": "generate", "prompt": text, "tokens": NEW_TOKENS},
              {"do": "loop", "prompts": [text] * 8, "layer": config["num_hidden_layers"] // 2}]
    ours = [*common, {"do": "cached", "keep": "residual", **shape},
            {"do": "harvest", "prompts": [text] * 64, "layer": config["num_hidden_layers"] // 2}]
    return [Row("memory", f"peak resident memory at work, MB (weights {weights:.0f})",
                Job("Azimuth", "azimuth-small", ours, "peak"), Job("transformers", "transformers", common, "peak"),
                (), factor * weights + plus, "MB", rounds=2, warm_ups=0)]
