"""A resident does not agree to waiting longer: the county's centre looks at it again (3b#15)."""

from handlers.effects import ChangeCase, Effect, FinishTask, Note, OpenTask
from handlers.lifecycle.notices import Voice, card, county_duty
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.texts import render
from handlers.understanding.masking import mask
from storage.codes import CaseState, Deferral, Role, TaskKind
from storage.tables.case import Case

_TAG = "objects:person:"


def may_object(case: Case) -> bool:
    """True while the residents wait longer than they were first told."""
    return case.state is CaseState.SUSPENDED or case.extended_from is not None


def objected(view: CaseView, voice: Voice, person_id: int, words: str) -> list[Effect]:
    """The centre has the resident's words and decides; once for each resident."""
    tag = f"{_TAG}{person_id}"
    if tag in view.case.tags:
        return [voice.answer(person_id, "deferring.objected_before")]
    is_suspended = view.case.state is CaseState.SUSPENDED
    name = (Deferral.SUSPENSION if is_suspended else Deferral.EXTENSION).value
    title = render("deferring.task_objection")
    said = mask(words)
    return [
        ChangeCase(view.id, {"tags": [*view.case.tags, tag]}),
        Note(view.id, render("deferring.objection_noted", words=said), Role.RESIDENT),
        OpenTask(_task(view), TaskKind.DECIDE_DEFERRAL, title, view.id, county_duty(voice.world)),
        voice.county(
            f"deferring.objection_{name}",
            card("objection", f"approve_{name}", f"deny_{name}"),
            words=said,
            reason=view.case.deferral_reason,
        ),
        voice.answer(person_id, "deferring.objected"),
    ]


def is_objected(case: Case) -> bool:
    """True while a resident's objection waits for the centre."""
    return any(tag.startswith(_TAG) for tag in case.tags)


def settled(step: Step) -> list[Effect]:
    """The centre has looked at the objections; a new one may come."""
    kept = [tag for tag in step.case.tags if not tag.startswith(_TAG)]
    return [ChangeCase(step.view.id, {"tags": kept}), FinishTask(_task(step.view))]


def upheld(step: Step) -> list[Effect] | None:
    """The centre leaves it at the later date, and the residents hear why; None without objection."""
    if not is_objected(step.case) or not may_object(step.case):
        return None
    reason = step.case.deferral_reason
    return [
        step.moved(),
        *settled(step),
        *step.voice.reporters(step.view, "deferring.upheld_reporter", reason=mask(reason)),
        step.answer("deferring.upheld_self"),
    ]


def _task(view: CaseView) -> str:
    return f"objection:{view.id}"
