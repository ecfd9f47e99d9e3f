"""What was joined by mistake is parted again (3b#4): every reporter keeps their own matter."""

from handlers.effects import CaseChanges, Effect, Note, Say, UndoReports
from handlers.lifecycle.kin.linked import LINKED, Retold, open_linked
from handlers.lifecycle.timing.deadlines import after, resolve_span, resolve_timers
from handlers.lifecycle.whistles.passing_up import to_duty
from handlers.lifecycle.wishes import Step
from handlers.speech import ToPerson
from handlers.texts import Text, render
from storage.codes import CaseState, ReportKind
from storage.tables.case import Report

_CAME_LATER = frozenset({ReportKind.JOINED, ReportKind.PLUS_ONE})


def split(step: Step) -> list[Effect]:
    """A merged case is open again; from one at work the reporter who came last is parted."""
    if step.case.state is CaseState.MERGED:
        return _restored(step)
    report = _last_joined(step)
    if report is None:
        return [step.answer("split.nothing")]
    return _parted(step, report)


def _restored(step: Step) -> list[Effect]:
    """The case goes on for itself, in the hands of those on duty; its reporters come back to it."""
    calendar, span = step.world.calendar, resolve_span(step.facts.leaf, step.case.urgency)
    changes: CaseChanges = {
        "closed_at": None,
        "linked_id": None,
        "resolve_due_at": after(span, step.now, calendar),
    }
    return [
        step.moved(changes),
        *_taken_out(step),
        *resolve_timers(step.view.id, span, step.now, calendar),
        *to_duty(step.view, step.voice, "card.because_split", state=step.to),
        *step.voice.reporters(step.view, "split.reporter"),
        step.answer("split.restored"),
    ]


def _taken_out(step: Step) -> list[Effect]:
    """The accounts that came with the case leave the other one; those told there stay."""
    other = step.wish.other
    if other is None:
        return []
    came = {(r.person_id, tuple(r.message_ids)) for r in step.view.reports}
    ids = tuple(
        r.id
        for r in other.reports
        if r.id is not None
        and r.kind is ReportKind.JOINED
        and (r.person_id, tuple(r.message_ids)) in came
    )
    noted = Note(other.id, render("split.noted", number=step.case.number), step.role)
    return [UndoReports(ids), noted]


def _last_joined(step: Step) -> Report | None:
    """The account that was joined last, of somebody who did not open the case."""
    first = step.view.reporter_ids[:1]
    later = (
        r
        for r in reversed(step.view.reports)
        if r.kind in _CAME_LATER and r.undone_at is None and r.person_id not in first
    )
    return next(later, None)


def _parted(step: Step, report: Report) -> list[Effect]:
    """The reporter has a case of their own, linked to this one, and is told its number."""
    told = Retold(report.person_id, report.words, tuple(report.message_ids))
    of_one = tuple(
        r.id
        for r in step.view.reports
        if r.id is not None and r.person_id == report.person_id and r.undone_at is None
    )
    return [
        step.moved(),
        UndoReports(of_one),
        *open_linked(step.view, told, step.now, step.world),
        Say(ToPerson(report.person_id), Text("split.reporter"), LINKED),
        Say(ToPerson(step.speaker.id), Text("split.parted"), LINKED),
    ]
