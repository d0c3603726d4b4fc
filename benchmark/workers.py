"""The processes that do the work: each answers one line of JSON for each line of JSON, and waits in between."""

import json
import subprocess
import time

from preparation import FOLDER, HERE, WEIGHTS, Problem, Setting

MAIN = "dev.azimuth.benchmark.BenchmarkWorker"
HEAP = "-Xmx8g"  # activations are copied to it: all of 32 texts of 32 tokens take 2 GB, and a turn holds two
SMALL_HEAP = "-Xmx1g"  # where memory is measured


class Worker:
    """A process of its own, which loads the model when it is first asked for something."""

    def __init__(self, kind: str, model: str, setting: Setting):
        """`kind` is azimuth, azimuth-small (a small heap), transformers or lens."""
        self.log = FOLDER / f"{kind}.log"
        if kind.startswith("azimuth"):
            heap = SMALL_HEAP if kind == "azimuth-small" else HEAP
            command = [setting.java[0], heap, *setting.java[1:], MAIN, model]
        else:
            command = [setting.python, "-B", str(HERE / f"{kind}_worker.py"), model]
        self.started = time.perf_counter()
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            text=True, encoding="utf-8", env=setting.environment_of(kind))

    def ask(self, command: dict) -> dict:
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # its last words are in the log
        line = self.process.stdout.readline()
        if not line:
            said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise Problem(f"The worker ended while it did {command['do']}. It said, in {self.log}:\n  "
                          + "\n  ".join(said[-8:]))
        return json.loads(line)

    def close(self) -> None:
        try:
            self.process.stdin.close()  # the end of its input ends it
        except BrokenPipeError:
            pass
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()


class Team:
    """The workers that stay for all rows, started when first needed."""

    def __init__(self, setting: Setting):
        self.setting = setting
        self.workers = {}

    def ask(self, kind: str, command: dict) -> dict:
        if kind not in self.workers:
            self.workers[kind] = Worker(kind, str(WEIGHTS), self.setting)
        return self.workers[kind].ask(command)

    def start_and_ask(self, kind: str, model: str, command: dict) -> dict:
        """The answer of a new process to its first command, with the time since it was started."""
        with Worker(kind, model, self.setting) as worker:
            answer = worker.ask(command)
            return {**answer, "ms": (time.perf_counter() - worker.started) * 1000} if "ms" in answer else answer

    def peak(self, kind: str, model: str, commands: list) -> dict:
        """The most memory, in MB, that a new process held while it did `commands`."""
        with Worker(kind, model, self.setting) as worker:
            for command in [*commands, {"do": "memory"}]:
                answer = worker.ask(command)
                if "error" in answer or "unsupported" in answer:
                    return answer
            return {"ms": answer["peak"]}

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()
