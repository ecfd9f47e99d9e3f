"""What staff want done with letters, and what becomes of it."""

import re
from collections.abc import Callable, Iterable

from handlers.dialogue.letter_words import (
    LetterDo,
    LetterOrder,
    is_bare_receipt,
    understand_letter,
)
from handlers.effects import Effect, Judge, Say
from handlers.governance import letter_drafts, letter_moves
from handlers.governance.letter_moves import LetterStep
from handlers.governance.rights import DRAFTERS, why_not_sign
from handlers.governance.units import speaks_for, unit_named, unit_of_letter
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from handlers.wording import letter_name, when
from storage.codes import LetterKind, LetterState
from storage.tables.letter import Letter

_BUTTON = re.compile(r"letter:(sign|void|receive):\d{1,9}")
_SENT = (LetterState.ISSUED, LetterState.RECEIVED)


def decide(s: Situation) -> list[Effect] | None:
    """What becomes of an order about a letter; None when the words are about something else."""
    order = _order(s)
    if order is None:
        return None
    effects = _carry_out(s, order)
    return None if effects is None else [*effects, Judge(Intent.STAFF_TALK.value)]


def _order(s: Situation) -> LetterOrder | None:
    pressed = _BUTTON.fullmatch(str(s.message.data.get("key", "")))
    if pressed is not None:
        return LetterOrder(LetterDo(pressed[1]))
    if is_bare_receipt(s.message.text):
        return LetterOrder(LetterDo.RECEIVE) if s.papers.last_key.startswith("letter.") else None
    return understand_letter(s.message.text)


def _carry_out(s: Situation, order: LetterOrder) -> list[Effect] | None:
    match order.do:
        case LetterDo.DRAFT:
            return _draft(s, order)
        case LetterDo.LIST:
            return _list(s)
        case _:
            return _of_one(s, order)


def _of_one(s: Situation, order: LetterOrder) -> list[Effect] | None:
    found = _meant(s, order)
    if not found:
        return None if order.number is None else [_answer(s, "letter.unknown")]
    if len(found) > 1:
        return [_answer(s, "letter.which", lines=_lines(s, found))]
    step = LetterStep(s.speaker, found[0], s.papers.view_of(found[0]), s.now, s.world)
    return _DONE[order.do](step, order.words)


_DONE: dict[LetterDo, Callable[[LetterStep, str], list[Effect]]] = {
    LetterDo.SIGN: lambda step, _: letter_moves.sign(step),
    LetterDo.VOID: letter_moves.void,
    LetterDo.RECEIVE: lambda step, _: letter_moves.receive(step),
    LetterDo.REPLY: letter_moves.reply,
    LetterDo.SHOW: lambda step, _: letter_moves.show(step),
}


def _meant(s: Situation, order: LetterOrder) -> list[Letter]:
    """The letters an order may mean: the newest of its number, else those that wait for it."""
    fitting = [one for one in s.papers.letters if order.kind in (None, one.kind)]
    if order.number is not None:
        numbered = [one for one in fitting if one.number == order.number]
        newest = max((order.year or one.year for one in numbered), default=0)
        return [one for one in numbered if one.year == newest]
    if _BUTTON.fullmatch(str(s.message.data.get("key", ""))):
        return fitting
    match order.do:
        case LetterDo.SIGN | LetterDo.VOID:
            return [one for one in fitting if _may_sign(s, one)]
        case LetterDo.RECEIVE:
            return [one for one in _ours(s, fitting) if one.state is LetterState.ISSUED]
        case _:
            return list(_ours(s, fitting))


def _may_sign(s: Situation, letter: Letter) -> bool:
    return not why_not_sign(s.speaker, letter, s.world.directory)


def _ours(s: Situation, found: Iterable[Letter]) -> Iterable[Letter]:
    return (one for one in found if one.state in _SENT and speaks_for(s.speaker, one))


def _draft(s: Situation, order: LetterOrder) -> list[Effect] | None:
    """A letter by hand: a 警示函 about a unit's month, the others about a case."""
    if order.kind is LetterKind.WARNING:
        unit = unit_named(s.message.text, s.world.directory)
        return letter_drafts.of_month(s.speaker, unit, s.message.text, s.now, s.world)
    view = s.named or s.last_told
    if view is None or order.kind is None:
        return [_answer(s, "letter.unknown")] if s.speaker.roles() & DRAFTERS else None
    return letter_drafts.about_case(s.speaker, view, order.kind, order.words, s.now, s.world)


def _list(s: Situation) -> list[Effect]:
    """The letters that wait: the centre's and a leader's all, a unit's own."""
    waiting = [one for one in s.papers.letters if one.state in (LetterState.DRAFT, *_SENT)]
    if not s.speaker.roles() & DRAFTERS:
        waiting = [one for one in waiting if one.state in _SENT and speaks_for(s.speaker, one)]
    if not waiting:
        return [_answer(s, "letter.list_none")]
    return [_answer(s, "letter.list", lines=_lines(s, waiting))]


def _lines(s: Situation, found: Iterable[Letter]) -> str:
    return "\n".join(
        render(
            "letter.line",
            letter=letter_name(one),
            unit=unit_of_letter(one, s.world.directory).name,
            state=render(f"letter_state.{one.state.value}"),
            until=_until(s, one),
        )
        for one in found
    )


def _until(s: Situation, letter: Letter) -> str:
    if letter.reply_due_at is None or letter.state not in _SENT:
        return ""
    return render("letter.line_until", until=when(letter.reply_due_at, s.now))


def _answer(s: Situation, key: str, **params: object) -> Say:
    return Say(ToPerson(s.speaker.id), Text(key, params))
