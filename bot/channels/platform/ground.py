"""What a channel of a platform stands on: given by the service, the same for all of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channels.base import Inbound
from storage.clock import Clock
from storage.db import Database

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]
Count = Callable[[str], None]


def uncounted(_what: str) -> None:
    """Nobody counts."""


@dataclass(frozen=True)
class Ground:
    """`accept` has stored what it was given when it returns; only then a platform is answered.

    `clock` must be the machine's own: platforms sign with the real time. `on_rejected` is told why
    a callback was refused, `on_ignored` which event asked nothing of us.
    """

    accept: Accept
    db: Database
    clock: Clock
    media_dir: Path
    on_rejected: Count = uncounted
    on_ignored: Count = uncounted
