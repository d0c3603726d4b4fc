"""Where things are, and how a step runs, reports and fails."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "kernel-config"
LAB = ROOT / ".lab"
VENV = LAB / "venv"
VENV_PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
JARS = LAB / "jars"

ALREADY_THERE = "already there"
OFFLINE = re.compile(
    r"unknown host|name resolution|name or service not known|no address associated|could not transfer|connection refused"
    r"|connection reset|network is unreachable|timed out|NewConnectionError|Max retries exceeded|Cannot access \S+ .*offline"
    r"|nodename nor servname|getaddrinfo failed", re.IGNORECASE)


class Problem(Exception):
    """What went wrong and what would help, for a person."""


def step(what: str, work):
    """Does `work` under a line that says what and how long. `work` returns (remark or None, value)."""
    start = time.monotonic()
    ended = threading.Event()

    def tick():
        while not ended.wait(1):
            print(f"\r{what} ... {time.monotonic() - start:.0f} s", end="", flush=True)

    print(f"{what} ... ", end="", flush=True)
    clock = threading.Thread(target=tick, daemon=True)
    if sys.stdout.isatty():
        clock.start()
    remark = "failed"
    try:
        remark, value = work()
        remark = remark or f"{time.monotonic() - start:.1f} s"
        return value
    finally:
        ended.set()
        if clock.is_alive():
            clock.join()
        print((f"\r{what} ... " if sys.stdout.isatty() else "") + remark, flush=True)


def call(tool: str, command: list, **options) -> str:
    """The output of a command, which also goes to .lab/<tool>.log. A failure becomes a Problem that quotes it."""
    LAB.mkdir(exist_ok=True)
    log = LAB / f"{tool}.log"
    with open(log, "w", encoding="utf-8") as file:
        code = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, **options)
    output = log.read_text(encoding="utf-8", errors="replace")
    if code != 0:
        raise Problem(explain(tool, output.strip().splitlines(), log))
    return output


def explain(tool: str, lines: list, log: Path) -> str:
    offline = [line for line in lines if OFFLINE.search(line)]
    if offline:
        return (f"{tool} could not reach the network. Its last line about it:\n  {offline[-1].strip()}\n"
                "Nothing fetched so far is lost: connect (behind a proxy, tell the tool about it) and run this again.")
    errors = [line for line in lines if re.search("error|exception", line, re.IGNORECASE)] or lines
    return f"{tool} failed. It said, in {log}:\n  " + "\n  ".join(errors[:12])


def fingerprint(*parts) -> str:
    """A hash of texts, and of the names and contents of files and of folders."""
    digest = hashlib.sha256()
    for part in parts:
        files = [part] if not isinstance(part, Path) or part.is_file() else sorted(part.rglob("*"))
        for file in files:
            digest.update(f"{file}\0".encode())
            if isinstance(file, Path) and file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    return stamp.exists() and stamp.read_text() == mark


def place(source: Path, target: Path) -> None:
    """The same file at a second place: a hard link where the disk allows, else a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
