"""How soon a callback is answered at a platform's pace, with everything behind it at work."""

import json
from pathlib import Path

from tests.benchmarks.accepting import Child, Server
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import copy

PER_SECOND = 200
LINES = 256
WARM_UP = 300
SLOWEST_MS = 200


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """The slowest hundredth of the answers at 200 messages a second, beside a bare handler."""
    number = PER_SECOND * (5 if quick else 30)
    file, bare_file = copy(template, folder / "answering.db"), copy(template, folder / "plain.db")
    with (
        Child("load") as client,
        Server("bare", bare_file) as bare,
        Server("whole", file) as whole,
    ):
        for server in (bare, whole):
            _answered(client, server, WARM_UP, first=10**6)
        limit = _answered(client, bare, number)
        found = _answered(client, whole, number)
    return [
        Figure(
            f"slowest 1 % of answers at {PER_SECOND}/s, while they are handled",
            found["p99_ms"],
            "ms",
            limit["p99_ms"],
            "verify, decrypt, insert",
            at_most=SLOWEST_MS,
            note=f"{number} encrypted bodies over {LINES} connections; worker, timers and sender"
            f" run in the same process; half of the answers within {found['p50_ms']:.1f} ms",
        )
    ]


def _answered(client: Child, server: Server, number: int, first: int = 0) -> dict[str, float]:
    order = {"port": server.port, "first": first, "number": number, "lines": LINES}
    client.asked(json.dumps(order | {"port": 0}))
    came = json.loads(client.asked(json.dumps(order | {"per_second": PER_SECOND})))
    if came["accepted"] != number:
        raise RuntimeError(f"only {came['accepted']} of {number} callbacks were accepted")
    return {str(name): float(value) for name, value in came.items()}
