"""Runs notebooks with the real kernel, prints their key results, and writes them to out/ as web pages.

Started by lab.py --run, with the Python of .lab/venv. A notebook fails on any error and on anything written to stderr.
The notebook files themselves stay as they are.
"""

import argparse
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
KERNEL_LOG = ROOT / ".lab" / "kernel.log"
CELL_TIMEOUT = 1800  # seconds
FAST = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


class Failed(Exception):
    """A notebook that did not run as it should."""


def main() -> int:
    sys.stdout.reconfigure(errors="replace")  # tokens hold characters that some terminals lack
    sys.stderr.reconfigure(errors="replace")
    parser = argparse.ArgumentParser()
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args()
    notebooks = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    if not notebooks:
        print(f"There is no notebook in {ROOT / 'notebooks'}.", file=sys.stderr)
        return 1
    failed = [path.name for path in notebooks if not run(path, FAST if options.fast else [])]
    if failed:
        print(f"\n{len(failed)} of {len(notebooks)} notebooks failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(path: Path, java_options: list) -> bool:
    print(f"\n{path}", flush=True)
    start = time.monotonic()
    try:
        notebook = nbformat.read(path, as_version=4)
        execute(notebook, path, java_options)
    except (Failed, FileNotFoundError) as failure:
        print(f"FAILED {path}\n{failure}", file=sys.stderr, flush=True)
        return False
    page = ROOT / "out" / f"{path.stem}.html"
    page.parent.mkdir(exist_ok=True)
    exporter = HTMLExporter(template_name="azimuth")
    page.write_text(exporter.from_notebook_node(notebook, {"metadata": {"name": path.stem}})[0], encoding="utf-8")
    print(f"  {page} ({time.monotonic() - start:.1f} s)", flush=True)
    return True


def execute(notebook, path: Path, java_options: list) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    started = {}

    def before(cell, cell_index):
        started["at"] = time.monotonic()
        print(f"  [{code.index(cell) + 1}/{len(code)}] {title(cell)}", end=" ", flush=True)

    def after(cell, cell_index, execute_reply):
        print(f"{time.monotonic() - started['at']:.1f} s", flush=True)
        errors = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        if errors:
            raise Failed(f"This cell wrote to stderr:\n{indent(cell.source)}\nIt wrote:\n{indent(errors)}")
        if "key" in cell.metadata.get("tags", []) and texts(cell):
            print(indent("\n".join(texts(cell)), 6), flush=True)

    client = NotebookClient(notebook, kernel_name="azimuth-java", timeout=CELL_TIMEOUT, on_cell_execute=before,
                            on_cell_executed=after, resources={"metadata": {"path": str(path.resolve().parent)}})
    manager = client.create_kernel_manager()
    manager.kernel_spec.argv[1:1] = java_options
    with open(KERNEL_LOG, "w", encoding="utf-8") as log:
        try:
            client.execute(stdout=log, stderr=log)
        except CellExecutionError:
            cell, error = next((c, o) for c in code for o in c.outputs if o.output_type == "error")
            raise Failed(f"This cell failed:\n{indent(cell.source)}\nwith:\n"
                         f"{indent(plain(chr(10).join(error.traceback) or error.evalue))}") from None
        except (DeadKernelError, TimeoutError, RuntimeError) as error:
            raise Failed(f"The kernel did not answer: {error}\nIts own log is {KERNEL_LOG}.") from None


def title(cell) -> str:
    line = next(line for line in cell.source.splitlines() if line.strip())
    return line[:70].ljust(70)


def texts(cell) -> list:
    """What a terminal can show of a cell's outputs."""
    shown = [o.text.rstrip() if o.output_type == "stream" else plain(o.data.get("text/plain", "")) for o in cell.outputs]
    return [text for text in shown if text]  # a progress bar that is done is empty


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def indent(text: str, by: int = 4) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
