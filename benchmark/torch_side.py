"""What the two Python workers share: the protocol, the clock and the checks. See BenchmarkWorker.java for the other side."""

import json
import os
import sys
import time
import traceback
from pathlib import Path


def serve(make) -> None:
    """Answers commands until the input ends. `make(folder)` makes the worker, whose methods are the commands."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the libraries print is no answer
    worker = None
    for text in sys.stdin:
        command = json.loads(text)
        try:
            worker = worker or make(sys.argv[1])
            work = getattr(worker, command["do"], None)
            answer = work(command) if work else {"unsupported": f"no command {command['do']}"}
        except ImportError as missing:
            answer = {"unsupported": f"not installed: {missing}"}
        except Exception as failure:
            traceback.print_exc()
            answer = {"error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(answer), file=answers, flush=True)


def timed(command: dict, work, check) -> dict:
    """`check` is given what the last call of `work` gave."""
    milliseconds, result = best(command, work)
    return {"ms": milliseconds, **({"check": check(result)} if command.get("check") else {})}


def best(command: dict, work) -> tuple:
    """The best time of some calls, and what the last one gave."""
    times, result = [], None
    for _ in range(command.get("calls", 1)):
        start = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times), result


def token_time(command: dict, generate) -> dict:
    """The time of one token after the first: that of `tokens` tokens less that of one. `generate(count)` gives the ids."""
    first, _ = best(command, lambda: generate(1))
    whole, written = best(command, lambda: generate(command["tokens"]))
    return {"ms": (whole - first) / max(1, len(written) - 1), "check": {"written": written}}


def logits(last) -> dict:
    """The check of the logits `[text, vocabulary]` at the last positions."""
    return {"top": last.argmax(-1).tolist(), "logits": spread(last)}


def spread(rows) -> list:
    """Eight values of each row, evenly spaced."""
    width = rows.shape[-1]
    return rows[:, [i * width // 8 for i in range(8)]].float().flatten().tolist()


def memory() -> dict:
    """What the process holds and held at most, in MB; Linux only."""
    fields = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text().splitlines())
    return {"peak": int(fields["VmHWM"].split()[0]) / 1024, "resident": int(fields["VmRSS"].split()[0]) / 1024}
