"""What every room of the console has at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from bot.channels.vouching import Voucher
from bot.console import wording
from bot.world import WorldSource
from storage.clock import Clock
from storage.db import Database


def _nothing() -> None:
    """Nobody needs to hear of it."""


@dataclass(frozen=True)
class House:
    """The database, two clocks, the county, and what the settings say.

    Work goes by `clock`, which the demo moves; who is signed in, and how long, by the `wall`.
    """

    db: Database
    clock: Clock
    wall: Clock
    source: WorldSource
    media_root: Path
    forms: Path | None = None  # the county's own forms of letters
    taxonomy_file: Path | None = None  # the county's own category file
    texts_file: Path | None = None  # the county's own sentences
    channels: tuple[str, ...] = ()  # those that the settings ask for
    is_demo: bool = False
    is_https: bool = False
    is_behind_proxy: bool = False
    public_url: str = ""  # how browsers reach us from outside
    voucher: Voucher | None = None  # by whom staff may sign in without a password
    acted: Callable[[], None] = _nothing  # there is something to send
    templates: jinja2.Environment = field(default_factory=wording.templates)
