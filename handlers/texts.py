"""Every sentence the bot says, looked up by key in `texts.zh_CN.toml`."""

import string
import tomllib
from collections.abc import Mapping
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
    return _gaps_of(template(key))


def _gaps_of(sentence: str) -> frozenset[str]:
    parsed = string.Formatter().parse(sentence)
    return frozenset(name for _, name, _, _ in parsed if name is not None)


_own: dict[str, str] = {}


def adopt(sentences: Mapping[str, str]) -> None:
    """From now on these are said instead of the shipped ones; called once, when a service starts."""
    _own.clear()
    _own.update(sentences)
    gaps.cache_clear()


def is_own(key: str) -> bool:
    """True where the county says it in words of its own."""
    return key in _own


def template(key: str) -> str:
    """The sentence with its gaps; raises UnknownTextError."""
    return _own.get(key) or shipped(key)


def shipped(key: str) -> str:
    """The sentence as the program brings it; raises UnknownTextError."""
    try:
        return _sentences()[key]
    except KeyError:
        raise UnknownTextError(key) from None


def shipped_gaps(key: str) -> frozenset[str]:
    """The names that may stand in a county's own words for `key`."""
    return _gaps_of(shipped(key))


def render(key: str, **params: object) -> str:
    """The sentence with its gaps filled."""
    return template(key).format(**params)
