"""What the file says of the case a record begins with, read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.replay.stage import BOT, department_of
from bot.replay.transcript import Place, Transcript, moment
from handlers.situation import World
from handlers.texts import render
from handlers.understanding.categories import Categories, Leaf
from storage.codes import CaseState, Urgency
from storage.tables.region import Department

_BEFORE = timedelta(hours=1)
PATH = (
    CaseState.WHISTLED,
    CaseState.REPORTED_IN,
    CaseState.ANSWERED,
    CaseState.SURVEYING,
    CaseState.CLOSED,
)
_TIMES = {
    "closed": CaseState.CLOSED,
    "surveyed": CaseState.SURVEYING,
    "answered": CaseState.ANSWERED,
    "reported_in": CaseState.REPORTED_IN,
    "whistled": CaseState.WHISTLED,
}
_WORDS = {
    "survey": CaseState.SURVEYING,
    "survey_asked": CaseState.SURVEYING,
    "handling": CaseState.IN_PROGRESS,
    "open": CaseState.REGISTERED,
}


def number_of(raw: Mapping[str, Any]) -> int | None:
    """The number people know the case by: 101 of "#00101"."""
    found = re.search(r"\d+", str(raw.get("id", "")))
    return int(found[0]) if found else None


def several(value: object) -> list[object]:
    """What the file gives under one name, once or as a list."""
    if isinstance(value, list):
        return list(value)
    return [] if value in (None, "") else [value]


def fault(transcript: Transcript, categories: Categories) -> str | None:
    """What is wrong with the record's case, in Chinese."""
    raw = transcript.case
    if raw is None:
        return None
    if number_of(raw) is None:
        return f"记录 {transcript.id}：context_case 没有编号 id"
    if str(raw.get("leaf")) not in categories.leaves:
        return f"记录 {transcript.id}：context_case 的类别“{raw.get('leaf')}”不认识"
    return None


@dataclass(frozen=True)
class Told:
    """What the file says of the case, read."""

    raw: Mapping[str, Any]
    transcript: Transcript
    leaf: Leaf
    state: CaseState
    lead: Department | None
    helpers: tuple[Department, ...]

    def at(self, name: str) -> datetime | None:
        """The moment the file gives under this name."""
        return moment(self.raw[name], self.transcript.now.date()) if name in self.raw else None

    @property
    def whistled_at(self) -> datetime:
        """When the departments were whistled."""
        return self.at("whistled") or self.answered_at - _BEFORE

    @property
    def answered_at(self) -> datetime:
        """When the result was told, or before the first message."""
        return self.at("answered") or self.transcript.starts_at - _BEFORE

    @property
    def opened_at(self) -> datetime:
        """When it was reported."""
        given = self.at("opened") or self.at("registered") or self.at("reported")
        return given or min(self.whistled_at, self.answered_at) - _BEFORE

    @property
    def urgency(self) -> Urgency:
        """As given, else the leaf's."""
        return Urgency(self.raw["urgency"]) if "urgency" in self.raw else self.leaf.urgency

    def has_reached(self, state: CaseState) -> bool:
        """True when the case stands in `state` or went through it."""
        if self.state not in PATH:
            is_begun = self.state not in (CaseState.REGISTERED, CaseState.SELF_HANDLING)
            return state is CaseState.WHISTLED and is_begun and self.lead is not None
        return PATH.index(state) <= PATH.index(self.state)


def read(transcript: Transcript, raw: Mapping[str, Any], world: World) -> Told:
    """The case as the file tells it."""
    lead = world.directory.department_called(str(raw.get("lead") or raw.get("dept") or ""))
    if lead is None and transcript.place is Place.DEPARTMENT:
        lead = department_of(transcript, world.directory)
    names = several(raw.get("co") or raw.get("co_handlers"))
    helpers = (world.directory.department_called(str(name)) for name in names)
    return Told(
        raw=raw,
        transcript=transcript,
        leaf=world.categories.leaf(str(raw["leaf"])),
        state=_state(transcript, raw),
        lead=lead,
        helpers=tuple(one for one in helpers if one is not None),
    )


def _state(transcript: Transcript, raw: Mapping[str, Any]) -> CaseState:
    given = str(raw.get("state") or "")
    if given in set(CaseState):
        return CaseState(given)
    said = _WORDS.get(given) or _called(given)
    if said is not None:
        return said
    found = next((state for name, state in _TIMES.items() if name in raw), CaseState.REGISTERED)
    was_asked = transcript.place is Place.PRIVATE and any(
        one.role == BOT for one in transcript.lines
    )
    return CaseState.SURVEYING if found is CaseState.ANSWERED and was_asked else found


def _called(name: str) -> CaseState | None:
    """The state that people call by this name: 回访中."""
    return next((state for state in CaseState if render(f"case_state.{state}") == name), None)
