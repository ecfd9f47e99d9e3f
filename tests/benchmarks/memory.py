"""What the whole service holds in memory after an evening of talk."""

from pathlib import Path

from tests.benchmarks.accepting import Child
from tests.benchmarks.evening import ONE_REPORT_IN
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import copy

MESSAGES, MESSAGES_QUICK = 100_000, 3_000
AT_MOST = 130.0  # MB


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """What is resident of the service after the talk, beside what was when it stood ready."""
    number = MESSAGES_QUICK if quick else MESSAGES
    path = copy(template, folder / "memory.db")
    with Child("evening", f"sqlite:///{path}") as service:
        ready, _ = map(float, service.heard().split())
        at_last, most = map(float, service.asked(str(number)).split())
    fewer = f", the goal is for {MESSAGES:,}" if quick else ""
    return [
        Figure(
            f"memory after {number:,} messages",
            at_last,
            "MB",
            ready,
            "the service when it stood ready",
            at_most=AT_MOST,
            note=f"resident at the end, {most:.0f} MB at most on the way; "
            f"one message in {ONE_REPORT_IN} is a report{fewer}",
        )
    ]
