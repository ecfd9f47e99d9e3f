"""A reporter takes the matter back (撤回). Where life may be in danger, a person looks first."""

from handlers.effects import Effect, Note
from handlers.lifecycle.endings import ended
from handlers.lifecycle.notices import card
from handlers.lifecycle.wishes import Step
from handlers.permissions import is_hidden
from handlers.texts import render
from storage.codes import Role


def withdraw(step: Step) -> list[Effect]:
    """The case is withdrawn, unless others reported it too or somebody must look first."""
    if step.to is step.case.state:
        return _too_late(step)
    others = [p for p in step.view.reporter_ids if p != step.speaker.id]
    if step.role is not Role.RESIDENT:
        told = step.voice.reporters(step.view, "told.withdrawn_reporter")
        return [*_over(step), *told, step.answer("told.withdrawn_self")]
    if others:
        note = Note(step.view.id, render("told.one_withdrew"), Role.RESIDENT)
        return [note, step.answer("told.withdrawn_one", count=len(others))]
    if step.facts.is_safety:
        return _looked_at_first(step)
    effects = [*_over(step), step.answer("told.withdrawn_reporter")]
    if step.case.owner_id is not None:
        effects.append(step.voice.person(step.case.owner_id, "told.withdrawn_staff"))
    return effects


def _too_late(step: Step) -> list[Effect]:
    """A department is at it already: the wish is passed on, and the work is finished."""
    lead = step.view.lead
    told = [step.voice.department(lead.department_id, "told.would_withdraw")] if lead else []
    note = Note(step.view.id, render("told.wants_to_withdraw"), Role.RESIDENT)
    return [note, *told, step.answer("told.withdrawal_passed_on")]


def _over(step: Step) -> list[Effect]:
    return ended(step.view, step.voice, step.moved(), "told.withdrawn_staff")


def _looked_at_first(step: Step) -> list[Effect]:
    """3b#23: of what may hurt somebody a duty officer makes sure before it is withdrawn."""
    shown = card("check", "not_true", "progress")
    seat = Role.COUNTY_DUTY if step.facts.is_closed_circle else Role.TOWNSHIP_DUTY
    heard = "told.withdrawal_heard" if is_hidden(step.case) else "told.withdrawal_checked"
    return [
        Note(step.view.id, render("told.wants_to_withdraw"), Role.RESIDENT),
        step.voice.role(seat, "card.check_withdrawal", shown),
        step.answer(heard),
    ]
