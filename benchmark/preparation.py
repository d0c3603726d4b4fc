"""What must be there before anything is measured: the compiled library, the Python packages, the model's weights."""

import os
import platform
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(1, str(HERE.parent / "kernel-config"))

import kernelspec
import tools
from toolbox import ALREADY_THERE, ROOT, Problem, call, fingerprint, is_stamped, step

FOLDER = ROOT / "lib" / "target" / "benchmark"
WEIGHTS = FOLDER / "smollm2-135m-instruct"
PACKAGED = "smollm2-135m-instruct"


class Setting(NamedTuple):
    """How workers are started."""

    java: list
    python: str
    environment: dict
    allocator: str

    def environment_of(self, worker: str) -> dict:
        tuned = self.allocator == "all" or self.allocator == "azimuth" and worker.startswith("azimuth")
        return {**self.environment, **(kernelspec.KEEP_MEMORY if tuned and platform.system() == "Linux" else {})}


def prepare(threads: int, allocator: str, python: str | None) -> Setting:
    java = tools.find_java()
    FOLDER.mkdir(parents=True, exist_ok=True)
    mark, classpath = step("Building the library and its tests", lambda: build(java))
    python = python or step("Python packages in the user's cache", python_environment)
    # Nobody asks the network. Idle threads spin for a few milliseconds and then sleep, as they do for a user.
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads),
                   "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TOKENIZERS_PARALLELISM": "false"}
    setting = Setting([java.command, *options(classpath)], python, environment, allocator)
    step("Float32 weights for all", lambda: export(setting, mark))
    return setting


def options(classpath: str) -> list:
    """The kernel's own, without its heap."""
    return ["-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED", "-cp", classpath]


def build(java: tools.Java):
    target = ROOT / "lib" / "target"
    dependencies = FOLDER / "classpath"
    stamp = FOLDER / "build.stamp"
    mark = fingerprint(ROOT / "pom.xml", ROOT / "lib" / "pom.xml", ROOT / "lib" / "src" / "main",
                       ROOT / "lib" / "src" / "test" / "java")
    built = is_stamped(stamp, mark)
    if not built:
        call("benchmark-maven",
             [tools.find_maven(), "-q", "-B", "-pl", "lib", "-Dspotless.check.skip=true", "test-compile",
              "dependency:build-classpath", "-Dmdep.includeScope=test", f"-Dmdep.outputFile={dependencies}"],
             cwd=ROOT, env=java.environment())
        stamp.write_text(mark)
    paths = [str(target / "test-classes"), str(target / "classes"), dependencies.read_text().strip()]
    return ALREADY_THERE if built else None, (mark, os.pathsep.join(paths))


def python_environment():
    requirements = HERE / "requirements.txt"
    venv = cache_folder() / "benchmark-venv"
    python = str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    stamp = venv / "azimuth.stamp"
    mark = fingerprint(requirements, str(venv), sys.version)
    if is_stamped(stamp, mark):
        return ALREADY_THERE, python
    call("benchmark-venv", [sys.executable, "-m", "venv", "--clear", str(venv)])
    call("benchmark-pip", [python, "-m", "pip", "install", "--disable-pip-version-check", "-r", str(requirements)])
    stamp.write_text(mark)
    return None, python


def cache_folder() -> Path:
    """Where the library keeps its models too."""
    if os.environ.get("AZIMUTH_CACHE"):
        return Path(os.environ["AZIMUTH_CACHE"]).absolute()
    home = Path.home()
    if platform.system() == "Darwin":
        return home / "Library" / "Caches" / "azimuth"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "azimuth"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (chosen if chosen.is_absolute() else home / ".cache") / "azimuth"


def export(setting: Setting, mark: str):
    """The packaged model, saved by Azimuth as transformers reads it."""
    from workers import Worker  # which needs a Setting

    stamp = FOLDER / "weights.stamp"
    if is_stamped(stamp, mark):
        return ALREADY_THERE, None
    with Worker("azimuth", PACKAGED, setting) as worker:
        answer = worker.ask({"do": "save", "folder": str(WEIGHTS)})
    if "error" in answer:
        raise Problem(f"The model could not be saved: {answer['error']}")
    stamp.write_text(mark)
    return None, None
