"""Rounds: in each, every contestant of a row takes one turn, in random order; and all must have computed the same."""

import random
import statistics
import sys
from dataclasses import dataclass, field

from rows import Job, Row
from workers import Team


@dataclass
class Result:
    """What a row gave: each job's samples, paired by round, and why a job gave none."""

    samples: dict = field(default_factory=dict)  # label -> ms of each round
    reasons: dict = field(default_factory=dict)  # label -> why it could not be measured
    deviation: float = 0.0  # largest between two answers, as a share of the largest magnitude
    tolerance: float = 0.0
    disagreements: list = field(default_factory=list)

    def ratios(self, row: Row) -> list:
        return [ours / base for ours, base in zip(self.samples[row.ours.label], self.samples[row.base.label])]


def measure(row: Row, team: Team, rounds: int, order: random.Random) -> Result:
    result = Result(tolerance=row.tolerance)
    checks = {}
    running = []
    for job in row.jobs:
        progress(f"{row.work}: {job.label} warms up")
        answer = {}
        for _ in range(max(1, row.warm_ups) if job.how == "ask" else row.warm_ups):
            answer = turn(job, team, {"check": True, "calls": 1})
        reason = answer.get("unsupported") or answer.get("error")
        if reason:
            result.reasons[job.label] = reason
        else:
            running.append(job)
            checks[job.label] = answer.get("check", {})
    agree(row, checks, result)
    wanted = min(rounds, row.rounds) if row.ours in running else 0  # without Azimuth there is nothing to compare
    for number in range(wanted):
        progress(f"{row.work}: round {number + 1} of {wanted}")
        for job in order.sample(running, len(running)):
            answer = turn(job, team, {"calls": row.calls})
            if "ms" in answer:
                result.samples.setdefault(job.label, []).append(answer["ms"])
            else:
                result.reasons[job.label] = answer.get("unsupported") or answer.get("error")
    for label in result.reasons:
        result.samples.pop(label, None)
    progress("")
    return result


def turn(job: Job, team: Team, extra: dict) -> dict:
    if job.how == "ask":
        return team.ask(job.worker, {**job.command, **extra})
    if job.how == "start_and_ask":
        return team.start_and_ask(job.worker, job.model, {**job.command, **extra})
    return team.peak(job.worker, job.model, job.command)


def agree(row: Row, checks: dict, result: Result) -> None:
    """Compares every job's check with that of what the row is measured against: what both answered, whole numbers exactly,
    others by their deviation."""
    base = row.base.label if row.base and row.base.label in checks else next(iter(checks), "")
    for label in [each for each in checks if each != base]:
        first, other = checks[base], checks[label]
        for name in first.keys() & other.keys():
            if len(first[name]) != len(other[name]):
                result.disagreements.append(f"{row.work}: {label} gave {len(other[name])} values of {name}, "
                                            f"{base} {len(first[name])}")
            elif all(isinstance(value, int) for value in first[name]):
                if first[name] != other[name] and row.tolerance <= 1e-3:  # bfloat16 may choose another token
                    result.disagreements.append(f"{row.work}: {name} of {label} is {other[name][:8]}…, "
                                                f"of {base} {first[name][:8]}…")
            else:
                largest = max(abs(value) for value in first[name])
                deviation = max(abs(a - b) for a, b in zip(first[name], other[name])) / largest
                result.deviation = max(result.deviation, deviation)
                if not deviation <= row.tolerance:
                    result.disagreements.append(f"{row.work}: {name} of {label} deviates by {deviation:.1e} of the "
                                                f"largest magnitude from that of {base}")


def spread(values: list) -> tuple:
    """Median and quartiles."""
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
