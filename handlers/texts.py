"""Every sentence the bot says, looked up by key in `texts.zh_CN.toml`."""

import string
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("texts.zh_CN.toml")


class UnknownTextError(KeyError):
    """No sentence goes by this key."""


@dataclass(frozen=True)
class Text:
    """A sentence to be said: its key, and what fills its gaps.

    `perform` adds what only rows know (number, place, deadline, …) when it renders.
    """

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@cache
def _sentences() -> dict[str, str]:
    with _FILE.open("rb") as file:
        sections = tomllib.load(file)
    return {
        f"{section}.{name}": sentence.strip()
        for section, entries in sections.items()
        for name, sentence in entries.items()
    }


@cache
def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_sentences())


@cache
def in_order() -> tuple[str, ...]:
    """Every key there is, in the order of the file."""
    return tuple(_sentences())


@cache
def abouts() -> dict[str, str]:
    """What each section is about, as the line above it says."""
    found, said = {}, ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            said = line.lstrip("# ").strip()
        elif line.startswith("["):
            found[line.strip("[] ")] = said
            said = ""
    return found


@cache
def gaps(key: str) -> frozenset[str]:
    """The names that must be given to render `key`."""
    return frozenset(
        name for _, name, _, _ in string.Formatter().parse(template(key)) if name is not None
    )


def template(key: str) -> str:
    """The sentence with its gaps; raises UnknownTextError."""
    try:
        return _sentences()[key]
    except KeyError:
        raise UnknownTextError(key) from None


def render(key: str, **params: object) -> str:
    """The sentence with its gaps filled."""
    return template(key).format(**params)
