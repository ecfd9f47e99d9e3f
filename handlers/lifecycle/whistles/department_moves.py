"""The moves of a whistled department: reporting in, alone or by beginning to work."""

import re

from handlers.effects import Effect, MoveCase, MoveWhistle, Note, Say, StopTimers
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.transitions import find
from handlers.lifecycle.whistles.passing_up import REPORT_IN_CLOCKS
from handlers.lifecycle.wishes import Step
from handlers.speech import Card
from handlers.texts import render
from storage.codes import CaseState, Move, Role, WhistleRole, WhistleState
from storage.tables.case import Whistle

_WHEN = "[\\d半两一二三四五六七八九十]+个?(?:分钟|小时|钟头)|[上下]午|今晚|今天|明天|马上"
_ETA = re.compile(f"(?:{_WHEN})[^,。;\uff0c\uff1b]{{0,8}}")


def report_in(step: Step) -> list[Effect]:
    """The speaker's department has reported in (报到); as lead it takes the case with it."""
    whistle = step.whistle
    if whistle is None:
        return [step.answer("told.not_whistled")]
    if whistle.state is WhistleState.REFUSAL_PENDING:
        return [step.answer("refusal.pending")]
    shown = card("reported_in", "progress", "finish")
    if whistle.state is not WhistleState.WHISTLED:
        return [_already(step, whistle, shown)]
    key = "self" if whistle.role is WhistleRole.LEAD else "helper"
    key = "alarm" if step.facts.is_emergency else key
    done = step.answer(f"told.reported_in_{key}", shown)
    return [*reported_in(step, whistle), done, *colleagues(step, whistle), *told_of(step, whistle)]


def _already(step: Step, whistle: Whistle, shown: Card) -> Say:
    """A second clerk hears who has it: the first who answered (first-taker rule)."""
    taker = step.world.directory.staff.get(whistle.handler_id or 0)
    if taker is None or taker.id == step.speaker.id:
        return step.answer("told.reported_in_already", shown)
    return step.answer("told.taken_already", shown, who=taker.name)


def colleagues(step: Step, whistle: Whistle) -> list[Effect]:
    """The clerks who got the same card one by one hear that it is taken; a group has seen it."""
    directory, department_id = step.world.directory, whistle.department_id
    if directory.department_group(department_id) is not None:
        return []
    clerks = directory.holders(Role.DEPARTMENT_CLERK, step.now, department_id=department_id)
    others = (p for p in clerks if p.id != step.speaker.id)
    who = step.speaker.person.name
    return [step.voice.person(p.id or 0, "told.taken_by", who=who) for p in others]


def reported_in(step: Step, whistle: Whistle) -> list[Effect]:
    """The whistle is reported in; the case follows its lead, a helper is only noted."""
    effects: list[Effect] = [
        MoveWhistle(whistle.id or 0, WhistleState.REPORTED_IN, handler_id=step.speaker.id)
    ]
    if whistle.role is WhistleRole.LEAD:
        row = find(step.case.state, Move.REPORT_IN)
        to = row.to if row else step.case.state
        effects.append(MoveCase(step.view.id, Move.REPORT_IN, to, step.role, note=step.note))
    else:
        name = department_name(whistle.department_id, step.world)
        noted, did = render("told.helper_noted", name=name), {"did": Move.REPORT_IN.value}
        effects.append(Note(step.view.id, noted, step.role, did))
    others = (w for w in step.view.in_force if w.id != whistle.id)
    if not any(w.state is WhistleState.WHISTLED for w in others):
        effects.append(StopTimers(step.view.id, kinds=REPORT_IN_CLOCKS))
    return effects


def eta_in(note: str) -> str:
    """When somebody says to come: "半小时到", "今天下午来"; empty when nothing is said of it."""
    found = _ETA.search(note)
    eta = found.group().strip() if found else ""
    return render("told.today", eta=eta) if eta.startswith(("上午", "下午")) else eta


def told_of(step: Step, whistle: Whistle) -> list[Effect]:
    """Reporters hear of the lead, the lead of its helpers, and in an emergency the duty officer."""
    name = department_name(whistle.department_id, step.world)
    lead = step.view.lead
    if whistle.role is not WhistleRole.LEAD:
        if lead is None:
            return []
        return [step.voice.department(lead.department_id, "told.helper_in", helper=name)]
    eta = eta_in(step.note)
    said = render("told.eta", eta=eta) if eta else ""
    told: list[Effect] = [
        *step.voice.reporters(step.view, "told.reported_in_reporter", department=name, eta=said)
    ]
    if step.case.state is CaseState.EMERGENCY:
        told.append(step.voice.county("told.reported_in_duty", name=name))
    return told
