"""The output: Markdown, a row as soon as it is measured."""

import argparse
import json
import platform
import re
import statistics
from pathlib import Path

from measuring import Result, spread
from preparation import WEIGHTS
from rows import SHAPES, Row, ids
from workers import HEAP, SMALL_HEAP, Team

COLUMNS = ["work", "Azimuth, ms", "against", "its ms", "ratio (quartiles, n)", "target", "", "beside it, ms"]


def heading(team: Team, options: argparse.Namespace, chosen: list) -> None:
    kinds = sorted({job.worker.removesuffix("-small") for row in chosen for job in row.jobs})
    print(f"\n- machine: {processor()}, {platform.system()} {platform.machine()}")
    for kind in kinds:
        about = team.ask(kind, {"do": "about"})
        print(f"- {about['name']}: {about['versions']}; {about['threads']} threads" if "name" in about
              else f"- {kind}: {about.get('unsupported') or about.get('error')}")
    print(f"- allocator's settings: {options.allocator}; Java heap {HEAP}, for the memory row {SMALL_HEAP}")
    print(f"- {options.rounds} rounds (slow rows fewer), turns in random order; times are medians, ratios those of the same round\n")
    print("| " + " | ".join(COLUMNS) + " |")
    print("| --- " * len(COLUMNS) + "|", flush=True)


def line(row: Row, result: Result) -> None:
    ours = result.samples.get(row.ours.label)
    base = result.samples.get(row.base.label) if row.base else None
    cells = [row.work, middle(ours, result, row.ours.label), row.base.label if row.base else "",
             middle(base, result, row.base.label) if row.base else ""]
    reached = None
    if ours and base:
        ratio, low, high = spread(result.ratios(row))
        cells.append(f"**{ratio:.2f}** ({low:.2f}–{high:.2f}, {len(ours)})")
        reached = ratio
    else:
        cells.append("")
    if row.unit:
        reached = statistics.median(ours) if ours else None
        cells.append(f"≤ {row.target:,.0f} {row.unit}")
    else:
        cells.append(f"≤ {row.target:.2f}")
    cells.append("" if reached is None else "met" if reached <= row.target else "missed")
    cells.append("; ".join(f"{job.label} {middle(result.samples.get(job.label), result, job.label)}" for job in row.others))
    if result.disagreements:
        cells[0] += " (**the answers differ**)"
    print("| " + " | ".join(cells) + " |", flush=True)


def middle(samples: list | None, result: Result, label: str) -> str:
    if samples is None and label not in result.reasons:
        return "–"
    if samples is None:
        return f"not measured: {result.reasons[label]}".replace("\n", " ").replace("|", "/")[:160]
    value = statistics.median(samples)
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def agreement(results: list) -> None:
    differing = [text for result in results for text in result.disagreements]
    print()
    for text in differing:
        print(f"- {text}")
    for tolerance in sorted({result.tolerance for result in results}):
        largest = max(result.deviation for result in results if result.tolerance == tolerance)
        print(f"Largest deviation between the answers of rows that allow {tolerance:g} of the largest magnitude: {largest:.1e}")


def profile(team: Team) -> None:
    """Where the time of a plain forward pass goes."""
    config = json.loads((WEIGHTS / "config.json").read_text(encoding="utf-8"))
    for shape in SHAPES:
        answer = team.ask("azimuth", {"do": "profile", "ids": ids(config, shape)})
        wall = answer["wall"]
        print(f"\nForward, float32, {shape[0]}×{shape[1]}: {wall:.0f} ms under the profiler, {answer['calls']} native calls\n")
        print("| operation | calls | ms | share |\n| --- | --- | --- | --- |")
        for operation in answer["operations"]:
            print(f"| `{operation['name']}` | {operation['calls']} | {operation['ms']:.1f} | {operation['ms'] / wall:.1%} |")
        outside = wall - answer["inside"]
        print(f"| outside libtorch: Java, JNI | | {outside:.1f} | {outside / wall:.1%} |", flush=True)


def processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"model name\s*: (.*)", information.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found.group(1)
    return platform.processor() or "unknown processor"
