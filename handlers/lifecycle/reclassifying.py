"""Those on duty put a category right, or say that it is: the case tells so, and a model may learn."""

from dataclasses import replace

from handlers.effects import CaseChanges, Effect, FinishTask, KeepExample, Note, Say
from handlers.lifecycle import transitions
from handlers.lifecycle.leaf_names import find, named_in, nearest
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.wishes import Step
from handlers.routing.exclusion import ABOUT_STAFF, complained_of
from handlers.texts import render
from handlers.understanding.categories import Leaf
from handlers.understanding.masking import mask
from handlers.understanding.persons import hide_people
from handlers.wording import number
from storage.codes import Move, ReportKind, TrainingSource

_LONGEST_NAME = 12


def reclassify(step: Step) -> list[Effect]:
    """The case is of the leaf named; who works on it and until when stays as it was."""
    name = named_in(step.note)
    if not name:
        return [step.answer("reclassify.to_what", leaf=step.facts.leaf.short_name)]
    leaf = find(name, step.world.categories)
    if leaf is None:
        return [_unknown(step, name)]
    if leaf.id == step.case.leaf:
        return _confirmed(step, leaf)
    if leaf.is_emergency:
        return [step.answer("reclassify.to_alarm", leaf=leaf.short_name)]
    return _changed(step, leaf)


def _changed(step: Step, leaf: Leaf) -> list[Effect]:
    before = step.facts.leaf
    moved = step.moved(_changes(step, leaf), f"{before.short_name} → {leaf.short_name}")
    return [
        replace(moved, data={"from": before.id, "to": leaf.id}),
        *_example(step, leaf, TrainingSource.CORRECTION),
        *_triaged(step),
        step.answer("reclassify.changed", leaf=leaf.short_name, next=_next(step, leaf)),
    ]


def _confirmed(step: Step, leaf: Leaf) -> list[Effect]:
    said = render("reclassify.confirmed_note", leaf=leaf.short_name)
    return [
        Note(step.view.id, said, step.role, {"leaf": leaf.id}),
        *_example(step, leaf, TrainingSource.CONFIRMATION),
        *_triaged(step),
        step.answer("reclassify.confirmed", leaf=leaf.short_name),
    ]


def _unknown(step: Step, name: str) -> Say:
    found = nearest(name, step.world.categories)
    names = "、".join(leaf.short_name for leaf in found)
    return step.answer("reclassify.unknown", name=name[:_LONGEST_NAME], names=names)


def _changes(step: Step, leaf: Leaf) -> CaseChanges:
    """Leaf and title; what the new kind keeps secret is secret, what was secret stays so."""
    case, before = step.case, step.facts.leaf
    parts = case.title.split("、")
    new = (leaf.short_name if part == before.short_name else part for part in parts)
    title = "、".join(dict.fromkeys(new)) if before.short_name in parts else leaf.short_name
    changes: CaseChanges = {"leaf": leaf.id, "title": title}
    if leaf.is_private:
        changes["is_private"] = True
    if leaf.is_confidential:
        changes["is_confidential"] = True
    if leaf.id in ABOUT_STAFF:
        avoid = complained_of(case.summary, case.region_id, step.world.directory, step.now)
        changes["tags"] = list(dict.fromkeys((*case.tags, *avoid.tags())))
    return changes


def _example(step: Step, leaf: Leaf, source: TrainingSource) -> list[Effect]:
    """A row to learn from; of what only named persons may know nothing is kept."""
    case = step.case
    hidden = case.is_private or case.is_confidential or leaf.is_private or leaf.is_confidential
    words = hide_people(mask(case.summary)).strip()
    if hidden or not words:
        return []
    return [KeepExample(step.view.id, words, leaf.id, source, step.role)]


def _triaged(step: Step) -> list[Effect]:
    """The task to look at the category is done with that."""
    opened = (r for r in step.view.reports if r.kind is ReportKind.OPENED and r.message_ids)
    first = next(opened, None)
    return [FinishTask(f"triage:{first.message_ids[0]}")] if first is not None else []


def _next(step: Step, leaf: Leaf) -> str:
    """What the speaker can do now; nothing is whistled or taken back by the new name alone."""
    row = transitions.find(step.case.state, Move.WHISTLE)
    if row is None or step.role not in row.by:
        return ""
    route = route_of(replace(step.facts, leaf=leaf), step.world)
    if route.lead is None:
        return render("reclassify.next_any", number=number(step.case.number))
    current = step.view.lead
    if current is not None and current.department_id == route.lead.id:
        return render("reclassify.next_same", name=route.lead.name)
    name = route.lead.name
    return render("reclassify.next_whistle", number=number(step.case.number), name=name)
