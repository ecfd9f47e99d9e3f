"""Two cases are one matter (并案): one goes on for both, every reporter stays on it (3b#26)."""

from handlers.effects import AddReport, Effect, MoveCase
from handlers.lifecycle.endings import ended
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.transitions import AT_WORK
from handlers.lifecycle.wishes import Step
from handlers.situation import CaseView
from handlers.wording import number
from storage.codes import CaseState, Move, ReportKind


def merge(step: Step) -> list[Effect]:
    """Those on duty put the case into the other one that they name."""
    if step.wish.other is None:
        return [step.answer("merge.into_which")]
    if not may_merge(step):
        return [step.answer("merge.cannot", into=number(step.wish.other.case.number))]
    return [
        *merged(step.view, step.wish.other, step.voice, step.moved()),
        step.answer("merge.done", into=number(step.wish.other.case.number)),
    ]


def may_merge(step: Step) -> bool:
    """True when the other case is at work, and no more or less secret than this one."""
    other = step.wish.other
    if other is None or other.id == step.view.id or other.case.state not in AT_WORK:
        return False
    hidden = (step.case.is_confidential, step.case.is_private)
    return hidden == (other.case.is_confidential, other.case.is_private) and not hidden[0]


def merged(view: CaseView, other: CaseView, voice: Voice, move: MoveCase) -> list[Effect]:
    """`move` ends the case; its reporters hear where it goes on and will be asked there."""
    into = number(other.case.number)
    moved = MoveCase(
        view.id,
        Move.MERGE,
        CaseState.MERGED,
        move.role,
        note=move.note,
        data={"into": other.case.number},
        changes={"linked_id": other.id},
    )
    return [
        *ended(view, voice, moved, "merge.staff"),
        *_carried_over(view, other),
        *voice.reporters(view, "merge.reporter", into=into, what=other.case.title),
    ]


def _carried_over(view: CaseView, other: CaseView) -> list[Effect]:
    known = set(other.reporter_ids)
    kept: dict[int, AddReport] = {}
    for report in view.reports:
        if report.person_id in view.reporter_ids and report.person_id not in known:
            ids = tuple(report.message_ids)
            told = AddReport(other.id, report.person_id, ReportKind.JOINED, ids, report.words)
            kept.setdefault(report.person_id, told)
    return list(kept.values())
