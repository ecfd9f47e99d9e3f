"""Somebody in charge asks for a case to be got on with: whoever owes the next step hears of it."""

from handlers.effects import Effect, Say
from handlers.lifecycle.notices import card, department_name
from handlers.lifecycle.wishes import Step
from storage.codes import WhistleState

_OWES = (WhistleState.WHISTLED, WhistleState.REPORTED_IN)


def remind(step: Step) -> list[Effect]:
    """Each department that owes a step, else the owner, is asked for it, and the history says so.

    Nothing of the case changes, no clock is moved; who asks themselves hears what to do.
    """
    told = _departments(step) or _owner(step)
    if not told:
        return [step.answer("remind.nobody")]
    said = step.note or ""
    names = "、".join(told)
    return [
        step.moved(note="：".join(filter(None, (names, said)))),
        *told.values(),
        step.answer("remind.pressed", names=names),
    ]


def _departments(step: Step) -> dict[str, Say]:
    own = {post.department_id for post in step.speaker.posts}
    owing = [w for w in step.view.in_force if w.state in _OWES and w.department_id not in own]
    found = {}
    for one in owing:
        key = "report_in" if one.state is WhistleState.WHISTLED else "finish"
        name = department_name(one.department_id, step.world)
        shown = card("reminder", key)
        found[name] = step.voice.department(
            one.department_id, f"remind.by_hand_{key}", shown, who=step.signed, note=_said(step)
        )
    return found


def _owner(step: Step) -> dict[str, Say]:
    owner_id = step.case.owner_id
    person = step.world.directory.staff.get(owner_id or 0)
    if person is None or person.id == step.speaker.id:
        return {}
    said = step.voice.person(
        person.id or 0, "remind.by_hand_finish", who=step.signed, note=_said(step)
    )
    return {person.name: said}


def _said(step: Step) -> str:
    return f"“{step.note}”" if step.note else ""
