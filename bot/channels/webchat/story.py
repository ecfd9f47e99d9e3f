"""The story that the page can play: read from a file, with names turned into seats and chats."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.channels.webchat.seats import Room

_FILE = Path(__file__).with_name("story.yaml")


@dataclass(frozen=True)
class Story:
    """The cast, who stands on the stage at first, and the steps."""

    cast: tuple[str, ...]
    stage: tuple[dict[str, Any], ...]
    steps: tuple[dict[str, Any], ...]


@cache
def the_story() -> Story:
    """The canonical story."""
    with _FILE.open(encoding="utf-8") as file:
        told = yaml.safe_load(file)
    return Story(tuple(told["cast"]), tuple(told["stage"]), tuple(told["steps"]))


def told(story: Story, room: Room) -> dict[str, Any] | None:
    """The story as the page plays it; None when this county lacks somebody it needs."""
    ids = {seat.name: seat.id for seat in room.seats.values()}
    try:
        return {
            "stage": [(place["seat"], place["chat"]) for place in _placed(story.stage, ids)],
            "steps": list(_placed(story.steps, ids)),
        }
    except KeyError:
        return None


def _placed(entries: tuple[dict[str, Any], ...], ids: dict[str, str]) -> list[dict[str, Any]]:
    return [_place(entry, ids) for entry in entries]


def _place(entry: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    found = dict(entry)
    if "seat" in found:
        found["seat"] = ids[found["seat"]]
        found["chat"] = found["seat"] if found["chat"] == "own" else found["chat"]
    if "expect" in found:
        found["expect"] = _place(found["expect"], ids)
    return found
