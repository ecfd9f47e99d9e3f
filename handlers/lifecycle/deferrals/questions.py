"""R4: the department lacks something, the reporters are asked once, its clock rests meanwhile."""

from datetime import datetime, timedelta

from handlers.effects import (
    Effect,
    Note,
    PauseWhistle,
    ResumeWhistle,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.facts import SILENT
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.timing.deadlines import report_in_timers
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.categories import Unit
from handlers.understanding.grounds import asked_for
from handlers.understanding.masking import mask
from handlers.wording import when
from storage.codes import Role, TimerKind, WhistleState
from storage.tables.case import Whistle

REMIND_AFTER = timedelta(hours=24)  # 3d: the reporter is reminded once, then the grid calls
CALL_AFTER = timedelta(hours=72)


def ask_reporters(step: Step, whistle: Whistle) -> list[Effect]:
    """The reporters are asked what is missing; the whistle stays, and only its clock rests."""
    if step.facts.leaf.id in SILENT or not step.view.reporter_ids:
        return [step.answer("refusal.ask_nobody")]
    if any(w.asked_at is not None for w in step.view.whistles):
        return [step.answer("refusal.asked_before")]
    lacks = asked_for(step.note)
    data = {"whistle_id": whistle.id, "round": 1}
    return [
        step.moved(),
        PauseWhistle(whistle.id or 0, step.note),
        StartTimer(TimerKind.LACK_ASKED, step.now + REMIND_AFTER, step.view.id, data=data),
        *step.voice.reporters(step.view, "refusal.ask_reporter", lacks=lacks),
        step.answer("refusal.asked_self"),
    ]


def waiting(view: CaseView) -> Whistle | None:
    """The whistle whose department waits for a word of the reporters."""
    return next((w for w in view.in_force if is_waiting(w)), None)


def is_waiting(whistle: Whistle) -> bool:
    """True while the reporters are asked and have not answered."""
    return whistle.asked_at is not None and whistle.told_at is None


def supplied(view: CaseView, voice: Voice, whistle: Whistle, words: str) -> list[Effect]:
    """The department has the reporter's words, and its clock runs on."""
    due = resumed_due(whistle, voice)
    return [
        *resumed(view, voice, whistle),
        voice.department(
            whistle.department_id,
            "refusal.supplied",
            card("supplied", *_buttons(whistle)),
            words=mask(words) or render("told.picture_only"),
            left=_left(whistle, due, voice),
        ),
    ]


def resumed(view: CaseView, voice: Voice, whistle: Whistle) -> list[Effect]:
    """The clock of reporting in runs on with what was left of it."""
    due = resumed_due(whistle, voice)
    effects: list[Effect] = [
        ResumeWhistle(whistle.id or 0, due),
        StopTimers(view.id, kinds=(TimerKind.LACK_ASKED,)),
    ]
    if whistle.state is WhistleState.WHISTLED:
        effects += report_in_timers(view.id, voice.now, due, voice.world.calendar)
    return effects


def resumed_due(whistle: Whistle, voice: Voice) -> datetime:
    """By when the department must report in now: it has the time that was left when it asked."""
    asked_at, due = whistle.asked_at or voice.now, whistle.report_in_due_at
    calendar = voice.world.calendar
    if voice.facts.leaf.report_in.unit is Unit.CLOCK:
        return voice.now + max(due - asked_at, timedelta())
    return calendar.add_working(voice.now, calendar.working_between(asked_at, due))


def silent(view: CaseView, voice: Voice, whistle: Whistle) -> list[Effect]:
    """Nobody answered for three days: the grid calls on them, the department goes on as it can."""
    due = resumed_due(whistle, voice)
    return [
        Note(view.id, render("refusal.silent_noted")),
        *resumed(view, voice, whistle),
        *grid_calls(view, voice),
        voice.department(
            whistle.department_id,
            "refusal.silent",
            card("supplied", *_buttons(whistle)),
            left=_left(whistle, due, voice),
        ),
    ]


def grid_calls(view: CaseView, voice: Voice) -> list[Effect]:
    """The grid member is to call on the reporters; of confidential matters nobody there is."""
    if voice.facts.is_closed_circle:
        return [voice.county("refusal.call_on", lacks=_asked(view))]
    return [voice.role(Role.GRID_MEMBER, "refusal.call_on", lacks=_asked(view))]


def remind(view: CaseView, voice: Voice, whistle: Whistle) -> list[Effect]:
    """A day later the reporters are asked once more; the next step is the grid's."""
    asked_at = whistle.asked_at or voice.now
    data = {"whistle_id": whistle.id, "round": 2}
    lacks = asked_for(whistle.refusal_reason)
    return [
        *voice.reporters(view, "refusal.ask_reporter_again", lacks=lacks),
        StartTimer(TimerKind.LACK_ASKED, asked_at + CALL_AFTER, view.id, data=data),
    ]


def _asked(view: CaseView) -> str:
    whistle = waiting(view)
    return asked_for(whistle.refusal_reason) if whistle is not None else ""


def _buttons(whistle: Whistle) -> tuple[str, ...]:
    return ("report_in",) if whistle.state is WhistleState.WHISTLED else ("progress", "finish")


def _left(whistle: Whistle, due: datetime, voice: Voice) -> str:
    if whistle.state is not WhistleState.WHISTLED:
        return ""
    return render("refusal.report_in_left", until=when(due, voice.now))
