"""The steps of the set-up. Each returns a remark (or None: then its time is printed) and a value for later steps."""

import os
import platform
import shutil
import sys

import kernelspec
import tools
from toolbox import ALREADY_THERE, CONFIG, JARS, ROOT, VENV, VENV_PYTHON, call, fingerprint, is_stamped


def check_tools():
    java = tools.check()
    return f"Java {java.version} in {java.home}, Python {platform.python_version()}", java


def python_environment():
    requirements = CONFIG / "requirements.txt"
    stamp = VENV / "azimuth.stamp"
    # A virtual environment holds absolute paths, so one that was moved is made anew.
    mark = fingerprint(requirements, str(VENV), sys.version)
    if is_stamped(stamp, mark):
        return ALREADY_THERE, None
    call("venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    call("pip", [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-r", str(requirements)])
    stamp.write_text(mark)
    return None, None


def library(java: tools.Java):
    stamp = JARS / "azimuth.stamp"
    mark = fingerprint(ROOT / "pom.xml", ROOT / ".mvn", ROOT / "lib" / "pom.xml", ROOT / "lib" / "src" / "main",
                       ROOT / "datasets")
    if is_stamped(stamp, mark):
        return ALREADY_THERE, None
    shutil.rmtree(JARS, ignore_errors=True)
    JARS.mkdir(parents=True)
    call("maven", [tools.find_maven(), "-B", "-Dmaven.test.skip=true", "-Dspotless.check.skip=true", "package",
                   "dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={JARS}"],
         cwd=ROOT, env=java.environment())
    for jar in (ROOT / "lib" / "target").glob("azimuth-*.jar"):
        shutil.copy2(jar, JARS)
    stamp.write_text(mark)
    return None, None


def kernel(java: tools.Java):
    folder = VENV / "share" / "jupyter"
    stamp = folder / "azimuth.stamp"
    mark = fingerprint(CONFIG, java.home, (JARS / "azimuth.stamp").read_text())
    if is_stamped(stamp, mark):
        return ALREADY_THERE, None
    kernelspec.install(java, folder)
    stamp.write_text(mark)
    return None, None


def model(java: tools.Java):
    """The library fetches and checks the file itself; it speaks only of what takes time."""
    lines = call("model", [java.command, "-cp", str(JARS / "*"), "dev.azimuth.notebook.FetchModel"],
                 env={**os.environ, **kernelspec.environment()}).strip().splitlines()
    return f"{ALREADY_THERE} ({lines[0]})" if len(lines) == 1 else None, None
