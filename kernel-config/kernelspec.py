"""The kernel as Jupyter finds it, and the look of exported pages, in the virtual environment's share/jupyter."""

import json
import os
import platform
import shutil
from pathlib import Path

from toolbox import CONFIG, JARS, VENV, VENV_PYTHON, place

# Large temporaries are kept for the next operation rather than returned to the system and faulted in again: in the main
# heap, since the others are too small for them, and in large pages.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "2147483648", "MALLOC_TRIM_THRESHOLD_": "8589934592",
               "MALLOC_TOP_PAD_": "67108864", "MALLOC_ARENA_MAX": "1",
               "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


def install(java, share: Path) -> None:
    """Writes everything below `share`; jars are links where the disk allows."""
    folder = share / "kernels" / "azimuth-java"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(specification(java.command), indent=2) + "\n", encoding="utf-8")
    shutil.copy(CONFIG / "logo-64x64.png", folder)
    place(share / "kernels" / "java" / "jjava.jar", folder / "jjava.jar")
    for jar in JARS.glob("*.jar"):
        place(jar, folder / "lib" / jar.name)

    plotly = next(VENV.rglob("plotly/package_data/plotly.min.js"))
    place(plotly, folder / "plotly.min.js")  # Jupyter serves it as kernelspecs/azimuth-java/plotly.min.js

    template = share / "nbconvert" / "templates" / "azimuth"
    shutil.copytree(CONFIG / "nbconvert" / "azimuth", template, dirs_exist_ok=True)
    place(plotly, template / "static" / "plotly.min.js")

    settings = share / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    shutil.copy(CONFIG / "overrides.json", settings)


def specification(java: str) -> dict:
    """kernel.json. Jupyter expands {resource_dir} in argv only; every option is accepted from Java 17 on."""
    return {
        "argv": [
            java,
            "-XX:MaxRAMPercentage=40",  # weights and activations lie outside the Java heap and need the larger part
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",  # else ND4J counts the weights as its own and gives up
            "-Djava.awt.headless=true",
            "--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp", os.pathsep.join(["{resource_dir}/jjava.jar", "{resource_dir}/lib/*"]),
            "org.dflib.jjava.distro.JJava",
            "{connection_file}",
        ],
        "display_name": "Java (Azimuth)",
        "language": "java",
        "interrupt_mode": "message",
        "env": environment(),
        "metadata": {},
    }


def environment() -> dict:
    """What the kernel's process needs: AZIMUTH_PYTHON is the Python whose pip fetches models."""
    return {"AZIMUTH_PYTHON": VENV_PYTHON, **(KEEP_MEMORY if platform.system() == "Linux" else {})}
