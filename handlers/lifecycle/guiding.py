"""A matter that must go another, legal way (引导, 3b#6): its reporters are told which and how."""

import re

from handlers.effects import Effect, MoveCase
from handlers.lifecycle.endings import ended
from handlers.lifecycle.wishes import Step
from handlers.texts import render
from handlers.understanding.grounds import channel_in
from storage.codes import CaseState, Move

_CODE = re.compile(r"[Nn][1-6]")
_CODE_OF = {
    # N1 litigation, arbitration, review; N2 a petition that is with the petition office; N5 beyond
    "court": "N1",
    "arbitration": "N1",
    "review": "N1",
    "notary": "N1",
    "petition": "N2",
    "inspection": "N5",
}


def guide(step: Step) -> list[Effect]:
    """Those on duty name the way; what may hurt somebody is dealt with first."""
    told = guided(step, step.note)
    if not told:
        return [step.answer("guide.which")]
    if step.facts.is_safety:
        return [step.answer("guide.safety")]
    return [*told, step.answer("guide.done")]


def guided(step: Step, words: str) -> list[Effect]:
    """The case is over, its reporters know the way; empty when the words name none."""
    key, code = _way(words)
    if not key:
        return []
    moved = MoveCase(
        step.view.id, Move.GUIDE, CaseState.GUIDED, step.role, note=words, data={"code": code}
    )
    return [
        *ended(step.view, step.voice, moved, "guide.staff"),
        *step.voice.reporters(
            step.view,
            "guide.reporter",
            channel=render(f"guide.{key}"),
            how=render(f"guide.how_{key}"),
        ),
    ]


def _way(words: str) -> tuple[str, str]:
    """The key of the way and its code; a bare code has a way of its own."""
    channel = channel_in(words)
    if channel:
        return channel, _CODE_OF[channel]
    code = _CODE.search(words)
    return ("", "") if code is None else (code.group().upper(), code.group().upper())
