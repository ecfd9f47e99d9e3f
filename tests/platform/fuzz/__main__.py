"""`python -m tests.platform.fuzz --bodies 200000`: spoilt callbacks on every address of ours.

For each address: so many bodies that are not genuine (all must be refused, none stored), then a
tenth as many spoilt ones in a perfect seal (taken or refused). Gives 1 when anything was answered
with 5xx, logged as a fault or stored.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.platform.fuzz.room import a_room
from tests.platform.fuzz.throwing import Finding, spoilt, well_sealed


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for every address."""
    parser = argparse.ArgumentParser(prog="python -m tests.platform.fuzz", description=__doc__)
    parser.add_argument("--bodies", type=int, default=200_000, help="for every callback")
    parser.add_argument("--only", default="", help="one callback by its name")
    parser.add_argument("--seed", type=int, default=20)
    asked = parser.parse_args(arguments)
    return asyncio.run(_run(asked.bodies, asked.only, asked.seed))


async def _run(bodies: int, only: str, seed: int) -> int:
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="gridwhistle-fuzz-") as folder:
        async with a_room(Path(folder)) as room:
            for name in [only] if only else room.names:
                found.append(await spoilt(room, name, bodies, _progress, seed))
                print(found[-1], flush=True)
                found.append(await well_sealed(room, name, bodies // 10, _progress, seed + 1))
                print(f"{found[-1]} (well sealed)", flush=True)
    for fault in [fault for one in found for fault in one.faults][:20]:
        print(f"! {fault[:400]}")
    return 0 if all(one.is_good for one in found) else 1


def _progress(done: int, statuses: Counter[int]) -> None:
    print(f"  {done:,} {dict(statuses)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
