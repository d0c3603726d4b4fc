"""Measures Azimuth beside Hugging Face transformers and TransformerLens: same weights, same inputs, same machine, turn by turn.

    python benchmark/compare.py                       everything, as a Markdown table
    python benchmark/compare.py --only forward        the rows whose names begin so
    python benchmark/compare.py --profile             where the time of Azimuth's forward pass goes
"""

import argparse
import random
import sys

sys.dont_write_bytecode = True
if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed, this is %d.%d." % sys.version_info[:2])

import preparation
import report
from measuring import measure
from preparation import Problem
from rows import rows
from workers import Team

# What Azimuth is to reach: at most this much, as a ratio to what the row is measured against, where no unit is named.
TARGETS = {
    "forward": 0.90,  # transformers' float32 time
    "forward-bfloat16": 0.50,  # transformers' float32 time
    "cached-residual": 1.05,  # Azimuth's own plain forward pass
    "cached-all": 1.30,  # Azimuth's own plain forward pass
    "generation": 0.80,  # transformers' float32 time a token
    "generation-bfloat16": 0.45,  # transformers' float32 time a token
    "harvest": 0.50,  # a loop over the prompts, a runWithCache each
    "gradient": 1.10,  # transformers' time
    "start": 4000.0,  # ms, from nothing to the first logits
    "memory": "1.3 × weights + 700 MB",
}


def main() -> int:
    options = parse(sys.argv[1:])
    team = None
    try:
        setting = preparation.prepare(options.threads, options.allocator, options.python)
        team = Team(setting)
        chosen = [row for row in rows(TARGETS, setting) if row.name.startswith(options.only)]
        if not chosen:
            raise Problem(f"No row's name begins with '{options.only}'. There are {', '.join(TARGETS)}.")
        if options.profile:
            report.profile(team)
            return 0
        return compare(chosen, team, options)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if team:
            team.close()


def compare(chosen: list, team: Team, options: argparse.Namespace) -> int:
    order = random.Random(options.seed)
    report.heading(team, options, chosen)
    results = []
    for row in chosen:
        result = measure(row, team, options.rounds, order)
        report.line(row, result)
        results.append(result)
    report.agreement(results)
    return 1 if any(result.disagreements for result in results) else 0


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmark/compare.py", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10, help="samples of each contestant a row; slow rows take fewer")
    parser.add_argument("--only", default="", metavar="NAME", help=f"rows whose names begin so: {', '.join(TARGETS)}")
    parser.add_argument("--threads", type=int, default=2, help="threads of every worker")
    parser.add_argument("--allocator", choices=["all", "azimuth", "none"], default="all",
                        help="who gets the allocator's settings that the notebook's kernel has (default: all)")
    parser.add_argument("--python", metavar="PATH", help="a Python with benchmark/requirements.txt, rather than an own one")
    parser.add_argument("--seed", type=int, default=0, help="of the order in which the contestants take turns")
    parser.add_argument("--profile", action="store_true", help="operations of Azimuth's forward pass and their times")
    options = parser.parse_args(arguments)
    if options.rounds < 2 or options.threads < 1:
        parser.error("--rounds must be at least 2 and --threads at least 1")
    return options


if __name__ == "__main__":
    sys.exit(main())
