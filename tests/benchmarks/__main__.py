"""`python -m tests.benchmarks`: what the bot carries, in one table, measured in one run."""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.benchmarks import (
    accepting,
    answering,
    console,
    memory,
    reading_cost,
    roster,
    sweep,
    talk,
)
from tests.benchmarks.figures import Figure, missed, say, table
from tests.benchmarks.house import build_template
from tests.benchmarks.machine import conditions

PARTS = {
    "accepting": accepting.measure,
    "answering": answering.measure,
    "talk": talk.measure,
    "sweep": sweep.measure,
    "understanding": reading_cost.measure,
    "roster": roster.measure,
    "memory": memory.measure,
    "console": console.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; gives 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="only these")
    parser.add_argument("--quick", action="store_true", help="a first impression in half a minute")
    asked = parser.parse_args(arguments)
    figures = asyncio.run(_measured(asked.parts or list(PARTS), quick=asked.quick))
    print(table(figures))
    return 1 if missed(figures) else 0


async def _measured(parts: Sequence[str], *, quick: bool) -> list[Figure]:
    began = perf_counter()
    print(conditions(quick=quick), end="\n\n", flush=True)
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="gridwhistle-bench-") as folder:
        template = Path(folder) / "template.db"
        await build_template(f"sqlite:///{template}")
        for part in parts:
            say(f"measuring {part} …")
            found += await PARTS[part](Path(folder), template, quick=quick)
    say(f"{perf_counter() - began:.0f} s in all\n")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
