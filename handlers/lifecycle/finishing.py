"""A handler says it is done (办结): with a result that means something, and then the reporters judge."""

import re

from handlers.effects import (
    Ask,
    CaseChanges,
    Effect,
    FinishTask,
    MoveWhistle,
    Note,
    StartTimer,
    StopTimers,
)
from handlers.lifecycle.alarms.check_ins import by_hand
from handlers.lifecycle.asked import planned
from handlers.lifecycle.consults.agreed import FROM_CONSULT
from handlers.lifecycle.deferrals.deferring import wishes_open
from handlers.lifecycle.deferrals.waiting import without_question
from handlers.lifecycle.endings import alarm_calls, consult_ended
from handlers.lifecycle.facts import SILENT, UNSURVEYED
from handlers.lifecycle.notices import department_name
from handlers.lifecycle.timing.deadlines import survey_due
from handlers.lifecycle.wishes import Step
from handlers.permissions import DEPARTMENT
from handlers.texts import render
from storage.codes import Move, TimerKind, WhistleRole, WhistleState
from storage.tables.case import Whistle

_SHORTEST = 15  # 3e: a result is specific, not "已处理"
_SHORTEST_WITH_PICTURE = 4
_EMPTY_WORDS = re.compile(
    r"(?:已经?|都|全部?)?(?:处理|办结|办|解决|完成|整改|落实|搞定|弄|修|清理)(?:完毕|完成|完|好|到位)?(?:了|啦)?"
)
_MARKS = re.compile("[\\s,.!;:~、。\uff0c\uff01\uff1b\uff1a]+")


def finish(step: Step) -> list[Effect]:
    """The result is recorded and told; a lead or sole handler sends the case to its survey."""
    if not is_specific(step.note, has_picture=step.wish.has_picture):
        asked = Ask("finish_note", step.view.id, {"words": _telling(step.note)})
        return [asked, step.answer("told.ask_result")]
    whistle = step.whistle if step.role in DEPARTMENT else step.view.lead
    if whistle is not None and whistle.role is not WhistleRole.LEAD:
        return _helped(step, whistle)
    return [
        *_whistle_done(step, whistle),
        _answered(step),
        StopTimers(step.view.id),
        *(FinishTask(key) for key in (*alarm_calls(step.view.id), *wishes_open(step.case))),
        *consult_ended(step.view),
        *_told(step, whistle),
        *_survey(step),
        step.answer(
            "told.finished_silent" if step.facts.leaf.id in SILENT else "told.finished_self"
        ),
    ]


def is_specific(result: str, *, has_picture: bool = False) -> bool:
    """True when a result says what was done, in words or in a picture with some words."""
    words = _MARKS.sub("", result)
    if has_picture:
        return len(words) >= _SHORTEST_WITH_PICTURE and bool(_EMPTY_WORDS.sub("", words))
    return len(words) >= _SHORTEST and len(_EMPTY_WORDS.sub("", words)) >= _SHORTEST // 2


def _telling(result: str) -> str:
    """The words, if they tell anything; they are kept for the next ones."""
    return result if _EMPTY_WORDS.sub("", _MARKS.sub("", result)) else ""


def _helped(step: Step, whistle: Whistle) -> list[Effect]:
    """A co-handler has done its part; the lead brings all parts together."""
    name = department_name(whistle.department_id, step.world)
    result, did = render("told.helper_result", name=name, result=step.note), Move.FINISH.value
    effects: list[Effect] = [
        *_whistle_done(step, whistle),
        Note(step.view.id, result, step.role, {"did": did}),
        step.answer("told.helped_self"),
    ]
    lead = step.view.lead
    if lead is not None:
        voice = step.voice
        effects.append(
            voice.department(lead.department_id, "told.helper_done", helper=name, result=step.note)
        )
    return effects


def _whistle_done(step: Step, whistle: Whistle | None) -> list[Effect]:
    if whistle is None:
        return []
    done: list[Effect] = [MoveWhistle(whistle.id or 0, WhistleState.DONE, result=step.note)]
    if whistle.state is WhistleState.WHISTLED:
        done.insert(0, MoveWhistle(whistle.id or 0, WhistleState.REPORTED_IN))
    if whistle.state is WhistleState.REFUSAL_PENDING:
        done.append(FinishTask(f"refusal:{whistle.id}"))
    return done


def _answered(step: Step) -> Effect:
    changes: CaseChanges = {
        "result": step.note or render("told.picture_only"),
        "answered_at": step.now,
        "accepted_at": step.case.accepted_at or step.now,
        "contacted_at": step.case.contacted_at or step.now,
        "pause": None,
        "paused_at": None,
        "deferral": None,
        "tags": without_question(step.case),
    }
    return step.moved(changes)


def _told(step: Step, whistle: Whistle | None) -> list[Effect]:
    """Every reporter has the result; of a public matter the group hears that it was dealt with."""
    who = department_name(whistle.department_id, step.world) if whistle else step.who
    result = (step.note or render("told.picture_only")).rstrip("。.!\uff01 ")
    told: list[Effect] = [
        *step.voice.reporters(step.view, "told.finished_reporter", who=who, result=result),
        *step.voice.group(step.view, "told.finished_group"),
    ]
    if FROM_CONSULT in step.case.tags and step.case.parent_id is not None:
        told.append(step.voice.county("consult.part_done", who=who))
    if step.case.is_emergency:
        told.append(step.voice.county("told.finished_duty", who=who, result=result))
    return told


def _survey(step: Step) -> list[Effect]:
    """Every reporter will be asked; after the leaves of 3e nobody is asked by itself."""
    view, now = step.view, step.now
    if step.facts.leaf.id in UNSURVEYED:
        return by_hand(step)
    due = survey_due(now, view.case.urgency, step.world.policy)
    return [*planned(view, now, step.world), StartTimer(TimerKind.SURVEY_ASK, due, view.id)]
