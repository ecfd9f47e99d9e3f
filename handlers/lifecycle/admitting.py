"""The county's duty officer lets one more person know of a confidential case, by name (3b#5)."""

from handlers.effects import Effect
from handlers.lifecycle.notices import card
from handlers.lifecycle.wishes import Step
from handlers.permissions import admission, admitted, avoided
from storage.tables.person import Person


def admit(step: Step) -> list[Effect]:
    """The person named may see the case and act in their own role, and has its card."""
    if not step.facts.is_closed_circle:
        return [step.answer("admit.not_needed")]
    person = _named(step)
    if person is None or person.id is None:
        return [step.answer("admit.whom")]
    if person.id in avoided(step.case):
        return [step.answer("admit.avoided", who=person.name)]
    if person.id in admitted(step.case):
        return [step.answer("admit.already", who=person.name)]
    tags = [*step.case.tags, admission(person.id)]
    shown = card("confidential", "progress")
    told = step.voice.person(person.id, "card.confidential", shown)
    return [
        step.moved({"tags": tags}, note=person.name),
        told,
        step.answer("admit.done", who=person.name),
    ]


def _named(step: Step) -> Person | None:
    """The member of staff whose name stands in the words, the longest name first."""
    known = sorted(step.world.directory.staff.values(), key=lambda p: -len(p.name))
    others = (p for p in known if p.id != step.speaker.id and len(p.name) > 1)
    return next((p for p in others if p.name in step.note), None)
