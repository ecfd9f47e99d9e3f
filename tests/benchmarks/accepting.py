"""How many callbacks of an official account one process accepts, beside a bare handler."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from tests.benchmarks.figures import Figure
from tests.benchmarks.house import copy

LINES = 32
MANY_LINES = 256  # a platform does not wait with the next call until the last is answered


@dataclass(frozen=True)
class Round:
    """What one server did in one round."""

    per_core_second: float
    per_second: float
    p99_ms: float


class Child:
    """A process of ours that answers every line with a line."""

    def __init__(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def heard(self) -> str:
        """The next line it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} has ended")
        return line

    def asked(self, words: str) -> str:
        """What it answers to these words."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        return self.heard()


class Server(Child):
    """A server under load, which tells what it has used."""

    def __init__(self, kind: str, path: Path) -> None:
        super().__init__("server", kind, f"sqlite:///{path}")
        self.port = int(self.heard())

    def cpu_seconds(self) -> float:
        """Processor time so far, of all its threads."""
        return float(self.asked("cpu"))


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """Callbacks accepted per second of a core, in rounds that take turns."""
    rounds, number = (3, 1500) if quick else (7, 4000)
    files = {kind: copy(template, folder / f"{kind}.db") for kind in ("bare", "accepting", "whole")}
    with (
        Child("load") as client,
        Server("bare", files["bare"]) as bare,
        Server("accepting", files["accepting"]) as accepting,
    ):
        servers = {"bare": bare, "accepting": accepting}
        found = _in_turns(client, servers, rounds, number)
        with Server("whole", files["whole"]) as whole:
            busy = _round(client, whole, 10**6, number, MANY_LINES)
    return [_accepted(found, number * rounds), _while_handling(found["bare"], busy)]


def _in_turns(
    client: Child, servers: Mapping[str, Server], rounds: int, number: int
) -> dict[str, list[Round]]:
    found: dict[str, list[Round]] = {kind: [] for kind in servers}
    for server in servers.values():
        _round(client, server, 10**7, 500)  # warms up
    for turn in range(rounds):
        for kind in list(servers) if turn % 2 == 0 else reversed(list(servers)):
            found[kind].append(_round(client, servers[kind], turn * number, number))
    return found


def _round(client: Child, server: Server, first: int, number: int, lines: int = LINES) -> Round:
    order = {"port": 0, "first": first, "number": number, "lines": lines}
    client.asked(json.dumps(order))
    before = server.cpu_seconds()
    came = json.loads(client.asked(json.dumps(order | {"port": server.port})))
    used = server.cpu_seconds() - before
    if came["accepted"] != number:
        raise RuntimeError(f"only {came['accepted']} of {number} callbacks were accepted")
    return Round(number / used, number / came["wall"], came["p99_ms"])


def _accepted(found: Mapping[str, list[Round]], calls: int) -> Figure:
    real, bare = found["accepting"], found["bare"]
    wall = {kind: median(one.per_second for one in rounds) for kind, rounds in found.items()}
    return Figure(
        "callbacks accepted (safe mode)",
        median(one.per_core_second for one in real),
        "/CPU s",
        median(one.per_core_second for one in bare),
        "verify, decrypt, insert",
        ratio_at_least=0.8,
        note=f"{calls} encrypted bodies, {LINES} kept connections; by the clock"
        f" {wall['accepting']:,.0f}/s, bare {wall['bare']:,.0f}/s;"
        f" slowest 1 % {median(one.p99_ms for one in real):.0f} ms",
    )


def _while_handling(bare: list[Round], busy: Round) -> Figure:
    return Figure(
        "the same while they are handled, by the clock",
        busy.per_second,
        "/s",
        median(one.per_second for one in bare),
        "verify, decrypt, insert",
        note=f"{MANY_LINES} connections; worker, timers and sender run in the same process; slowest 1 % {busy.p99_ms:.0f} ms"
        " of the 5 s that the platform waits",
    )
