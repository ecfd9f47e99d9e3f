"""A handler asks the reporters something: meanwhile the clock of the case stands still (3d).

It stands still for at most three days, and for two questions; whoever asks more often is
answered all the same, but the clock runs on.
"""

import re
from datetime import timedelta

from handlers.effects import (
    Ask,
    CaseChanges,
    ChangeCase,
    Effect,
    Note,
    OpenTask,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.colours import is_overdue
from handlers.lifecycle.deferrals.deferring import handler
from handlers.lifecycle.facts import SILENT
from handlers.lifecycle.notices import Voice, card, county_duty
from handlers.lifecycle.timing.clocks import RESOLVE_CLOCKS, run_again
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.speech import ToRole
from handlers.texts import render
from handlers.understanding.masking import mask
from handlers.wording import when
from storage.codes import Pause, Role, TaskKind, TimerKind
from storage.tables.case import Case

REMIND_AFTER = timedelta(hours=24)  # 3d: one reminder, then the grid calls
WAIT_AT_MOST = timedelta(hours=72)
MOST_PAUSES = 2
_OPEN = "question:open"
_ADDRESS = re.compile(
    "^(?:麻烦|帮忙|帮我|替我|再|还|需要|想|要|请)*(?:问(?:一?下|问)?|让|叫)?"
    "(?:(?:反映人|反映的人|居民|群众|住户|业主|当事人|老乡|他|她|对方)(?:们)?|请?您?(?=再?补充))"
    "[,:\uff0c\uff1a ]*(?:再?补充(?:一下|说明)?[,:\uff0c\uff1a ]*)?"
)
_END = " ,。.?!~\uff0c\uff1f\uff01"


def ask(step: Step) -> list[Effect]:
    """The reporters are asked one to one; the clock stands still until they answer."""
    if step.facts.leaf.id in SILENT or not step.view.reporter_ids:
        return [step.answer("waiting.ask_nobody")]
    if is_asked(step.case):
        return [step.answer("waiting.asked_before")]
    words = _ADDRESS.sub("", step.note).strip(_END)
    if len(words) < 2:
        return [Ask("question_words", step.view.id), step.answer("waiting.ask_what")]
    may_stop = _may_stop(step)
    until = when(step.now + WAIT_AT_MOST, step.now)
    changes: CaseChanges = {"tags": [*step.case.tags, _OPEN]}
    if may_stop:
        stopped: CaseChanges = {"pause": Pause.WAITING, "paused_at": step.now}
        changes |= {**stopped, "pause_count": step.case.pause_count + 1}
    data = {"round": 1, "words": words, "asked_at": step.now.isoformat()}
    due = step.now + REMIND_AFTER
    return [
        step.moved(changes, note=words),
        *([StopTimers(step.view.id, kinds=RESOLVE_CLOCKS)] if may_stop else []),
        StartTimer(TimerKind.ANSWER_WAIT, due, step.view.id, data=data),
        *step.voice.reporters(step.view, "waiting.ask_reporter", who=handler(step), words=words),
        step.answer("waiting.asked_still" if may_stop else "waiting.asked_running", until=until),
    ]


def is_asked(case: Case) -> bool:
    """True while a question to the reporters is open."""
    return _OPEN in case.tags


def without_question(case: Case) -> list[str]:
    """The tags of the case once nobody need answer any more."""
    return [tag for tag in case.tags if tag != _OPEN]


def answered(view: CaseView, voice: Voice, words: str) -> list[Effect]:
    """The handler has the reporter's words, and the clock runs again."""
    said = mask(words) or render("told.picture_only")
    return [
        *_over(view, voice, contacted=True),
        *to_handler(view, voice, "waiting.answered", words=said),
    ]


def silent(view: CaseView, voice: Voice, words: str) -> list[Effect]:
    """Nobody answered for three days: the grid calls on them, and the clock runs again."""
    title = render("waiting.task_call", words=words)
    is_hidden = voice.facts.is_closed_circle
    top = county_duty(voice.world)
    seat = top if is_hidden else ToRole(Role.GRID_MEMBER, voice.facts.region_id)
    return [
        *_over(view, voice, contacted=False),
        Note(view.id, render("waiting.silent_noted")),
        OpenTask(
            f"ask:{view.id}:{view.case.pause_count}", TaskKind.PHONE_CALL, title, view.id, seat
        ),
        voice.role(seat.role, "waiting.call_on", card("check", "progress"), words=words),
        *to_handler(view, voice, "waiting.silent"),
    ]


def to_handler(view: CaseView, voice: Voice, key: str, **params: object) -> list[Effect]:
    """The lead department hears it; without one, the owner."""
    shown = card("answered", "progress", "finish")
    if view.lead is not None:
        return [voice.department(view.lead.department_id, key, shown, **params)]
    owner = view.case.owner_id
    return [voice.person(owner, key, shown, **params)] if owner is not None else []


def _over(view: CaseView, voice: Voice, *, contacted: bool) -> list[Effect]:
    case, now = view.case, voice.now
    changes: CaseChanges = {"tags": without_question(case)}
    timers: list[StartTimer] = []
    if case.pause is Pause.WAITING:
        again, timers = run_again(case, now, voice.world.calendar)
        changes |= again
    if contacted and case.contacted_at is None:
        changes["contacted_at"] = now
    stopped = StopTimers(view.id, kinds=(TimerKind.ANSWER_WAIT,))
    return [ChangeCase(view.id, changes), stopped, *timers]


def _may_stop(step: Step) -> bool:
    case = step.case
    if case.pause is not None or case.resolve_due_at is None or is_overdue(case, step.now):
        return False
    return case.pause_count < MOST_PAUSES
