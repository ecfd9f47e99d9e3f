"""One click at the console: the case is loaded, decided upon and written, as for a message.

The difference to a turn is the answer: what the bot would say to whoever acted is given back,
to be read on the page, instead of being sent to their chat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from handlers.delivery import Cause, Target
from handlers.effects import Ask, Effect, Judge, Say
from handlers.lifecycle import moves
from handlers.perform import perform
from handlers.phrasing import Moments, words
from handlers.situation import Speaker, World
from handlers.speech import ToPerson
from storage import cases, clicks
from storage.tables.click import Click

CONSOLE = "console"


@dataclass(frozen=True)
class Clicked:
    """Who sent off which form, when: the same key is the same click."""

    key: str
    act: str
    speaker: Speaker
    now: datetime


def move(session: Session, clicked: Clicked, wish: moves.Wish, world: World) -> Click:
    """The move was made, or refused with the reason; a form sent twice moves once."""
    effects = moves.decide(wish, clicked.now, world)
    return carry_out(session, clicked, effects, wish.view.id, world)


def carry_out(
    session: Session, clicked: Clicked, effects: Sequence[Effect], case_id: int | None, world: World
) -> Click:
    """The effects are rows, with what came of them on the click itself."""
    known = clicks.find(session, clicked.key)
    if known is not None:
        return known
    click = Click(
        county_id=world.directory.county.id or 0,
        person_id=clicked.speaker.id,
        key=clicked.key,
        case_id=case_id,
        act=clicked.act,
        at=clicked.now,
    )
    cause = Cause(CONSOLE, clicks.put(session, click), clicked.speaker.id)
    answers = [one for one in effects if _is_answer(one, clicked.speaker)]
    others = [one for one in effects if one not in answers]
    perform(session, others, cause, clicked.now, world)
    click.is_done = any(not isinstance(one, Say | Ask | Judge) for one in others)
    click.answer = "\n".join(_read(session, one, clicked, world) for one in answers)
    session.add(click)
    return click


def _is_answer(effect: Effect, speaker: Speaker) -> bool:
    return isinstance(effect, Say) and effect.to == ToPerson(speaker.id)


def _read(session: Session, effect: Effect, clicked: Clicked, world: World) -> str:
    if not isinstance(effect, Say):
        return ""
    case = cases.get_case(session, effect.case) if isinstance(effect.case, int) else None
    place = Target(CONSOLE, CONSOLE, f"private:{clicked.speaker.person.name}")
    return words(effect.text, place, case, Moments(clicked.now, clicked.now), world)
