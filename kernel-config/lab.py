"""Sets Azimuth up, then opens JupyterLab or runs the notebooks. What is already there stays untouched.

    kernel-config/lab                          opens the tour in JupyterLab
    kernel-config/lab notebooks/x.ipynb        opens another notebook
    kernel-config/lab --run [notebook ...]     runs notebooks (default: all), writes them to out/ as web pages
"""

import argparse
import os
import subprocess
import sys

sys.dont_write_bytecode = True
if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed, this is %d.%d. Install one and run: python3.X kernel-config/lab.py"
             % sys.version_info[:2])

import setup_steps
from toolbox import ROOT, VENV_PYTHON, Problem, step


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        set_up()
        return run(options) if options.run else open_lab(options.notebooks)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kernel-config/lab", description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="default: the tour, or with --run every notebook")
    parser.add_argument("--run", action="store_true", help="run without a browser and write HTML to out/")
    parser.add_argument("--fast", action="store_true", help="with --run: a kernel that starts sooner and peaks lower")
    options = parser.parse_args(arguments)
    if options.fast and not options.run:
        parser.error("--fast only goes with --run")
    return options


def set_up() -> None:
    java = step("Checking Java, Maven and Python", setup_steps.check_tools)
    step("Python environment in .lab/venv", setup_steps.python_environment)
    step("Building the library with Maven", lambda: setup_steps.library(java))
    step("Installing the kernel 'Java (Azimuth)'", lambda: setup_steps.kernel(java))
    step("Default model, SmolLM2-135M-Instruct", lambda: setup_steps.model(java))


def run(options: argparse.Namespace) -> int:
    script = str(ROOT / "kernel-config" / "run_notebooks.py")
    fast = ["--fast"] if options.fast else []
    return subprocess.call([VENV_PYTHON, script, *fast, *options.notebooks])


def open_lab(notebooks: list) -> int:
    tour = ROOT / "notebooks" / "00-tour.ipynb"
    opened = notebooks or ([str(tour)] if tour.exists() else [])
    command = [VENV_PYTHON, "-m", "jupyterlab", *opened, f"--ServerApp.root_dir={ROOT}",
               "--KernelSpecManager.allowed_kernelspecs=azimuth-java",
               "--KernelSpecManager.allowed_kernelspecs=python3"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    print("Opening JupyterLab; stop it with Ctrl-C.", flush=True)
    if os.name == "nt":  # exec there returns to the prompt at once
        return subprocess.call(command)
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
