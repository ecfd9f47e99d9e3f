"""Somebody leaves, or is away for long: their open cases go to another, told once to each (3a).

Nobody gets a case that complains of them, or that their post may not know of: it stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.effects import ChangeCase, Effect, Note, Say
from handlers.governance import digests
from handlers.governance.digests import Reader
from handlers.speech import ToPerson
from handlers.texts import Text, render
from storage.tables.case import Case
from storage.tables.person import Person


class Why(StrEnum):
    """Why somebody's cases go to another."""

    LEFT = "left"
    AWAY = "away"
    MOVED = "moved"


@dataclass(frozen=True)
class Handover:
    """Whose open cases go to whom, and why."""

    giver: Person
    taker: Person
    why: Why
    cases: Sequence[Case]


def split(handover: Handover, reader: Reader) -> tuple[list[Case], list[Case]]:
    """The cases that the taker may have, and those that they may not."""
    may = [case for case in handover.cases if reader.may_hear(case)]
    taken = {case.id for case in may}
    return may, [case for case in handover.cases if case.id not in taken]


def decide(handover: Handover, reader: Reader) -> list[Effect]:
    """Each case has its new handler in its history; the two hear of all of them in one message."""
    cases, _ = split(handover, reader)
    if not cases:
        return []
    giver, taker = handover.giver, handover.taker
    names = {"giver": giver.name, "taker": taker.name}
    line = render(f"hand_over.noted_{handover.why}", **names)
    told = {**names, "count": len(cases), "lines": "\n".join(digests.tasks(cases, reader.now))}
    return [
        *(one for case in cases for one in _taken(case, taker, line)),
        Say(ToPerson(taker.id or 0), Text(f"hand_over.taken_{handover.why}", told)),
        Say(ToPerson(giver.id or 0), Text("hand_over.given", told)),
    ]


def _taken(case: Case, taker: Person, line: str) -> tuple[Effect, Effect]:
    case_id = case.id or 0
    return ChangeCase(case_id, {"owner_id": taker.id}), Note(case_id, line)
