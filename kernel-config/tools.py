"""The tools a person has to bring: a JDK, Maven, and Python with venv and pip."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from toolbox import Problem

JDK = "Install a JDK of version 17 or newer; on Debian or Ubuntu: sudo apt install openjdk-17-jdk (or a newer number)."


class Java(NamedTuple):
    """A JDK."""

    home: str
    version: int

    @property
    def command(self) -> str:
        return shutil.which("java", path=str(Path(self.home, "bin")))

    def environment(self) -> dict:
        """The environment in which Maven uses this JDK."""
        return {**os.environ, "JAVA_HOME": self.home}


def check() -> Java:
    """The JDK, if nothing is missing; else a Problem that names everything that is, in one go."""
    found, problems = [], []
    for look in (find_java, find_maven, check_python):
        try:
            found.append(look())
        except Problem as problem:
            problems.append(str(problem))
    if problems:
        raise Problem("\n".join(problems))
    return found[0]


def find_java() -> Java:
    """The JDK that JAVA_HOME names, or else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if command is None and home:
        raise Problem(f"JAVA_HOME is {home}, which has no bin/java. Set it to a JDK of version 17 or newer, or unset it.")
    if command is None:
        raise Problem(f"Java is missing. {JDK}")
    told = subprocess.run([command, "-XshowSettings:properties", "-version"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace")
    found = dict(re.findall(r"^\s*(java\.home|java\.specification\.version) = (.*?)\s*$", told.stderr, re.MULTILINE))
    if len(found) < 2:
        raise Problem(f"{command} does not run: {told.stderr.strip()[-300:]}\n{JDK}")
    version = int(found["java.specification.version"].removeprefix("1."))
    home = found["java.home"]
    if version < 17:
        raise Problem(f"{command} is Java {version}. {JDK} If you have one already, set JAVA_HOME to it.")
    if shutil.which("javac", path=str(Path(home, "bin"))) is None:
        raise Problem(f"{home} is a Java runtime without the compiler (a JRE). {JDK}")
    return Java(home, version)


def find_maven() -> str:
    command = shutil.which("mvn")
    if command is None:
        raise Problem("Maven is missing. Install it; on Debian or Ubuntu: sudo apt install maven")
    return command


def check_python() -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Problem(f"This Python has no module {module}, so it cannot make a virtual environment. "
                          "Install it; on Debian or Ubuntu: sudo apt install python3-venv")
