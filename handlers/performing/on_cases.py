"""Effects on cases, their reports and history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from handlers.effects import (
    AddReport,
    ChangeCase,
    Effect,
    KeepExample,
    MoveCase,
    Note,
    OpenCase,
    UndoReports,
)
from handlers.performing.work import Work
from storage import cases, counters, history, inbox, training
from storage.codes import CaseState, Move, ReportKind, Role
from storage.rows import as_read, blank
from storage.tables.case import Case, CaseEvent, Report
from storage.tables.training import TrainingRow


def open_case(work: Work, e: OpenCase) -> None:
    """The case exists with its number, its first report and the first line of its history."""
    row = _row(work, e)
    # Written once, as the whole decision leaves it; the history tells the steps between.
    case_id = cases.open_row(work.session, {**row, **work.ahead.get(e.name, {})})
    case = as_read(Case, {"id": case_id, **row})
    work.opened[e.name] = case
    work.last_events[case_id] = 0, ""
    work.rounds[case_id] = []
    move = Move.RAISE_ALARM if e.is_emergency else Move.REGISTER
    _event(work, case, _Line(move, e.role, e.summary, {"message_ids": list(e.message_ids)}))
    _report(work, case, e.reporter_id, ReportKind.OPENED, e.message_ids, e.words)


def still_to_come(effects: Iterable[Effect]) -> dict[str, dict[str, object]]:
    """The columns that moves and changes give to each case that is opened by name among them."""
    found: dict[str, dict[str, object]] = defaultdict(dict)
    for effect in effects:
        match effect:
            case MoveCase(case=str(name), to=state, changes=changes):
                found[name] |= {"state": state, **changes}
            case ChangeCase(case=str(name), changes=changes):
                found[name] |= {**changes}
            case _:
                continue
    return found


def _row(work: Work, e: OpenCase) -> dict[str, object]:
    return {
        **blank(Case),
        "county_id": work.county_id,
        "number": counters.next_value(work.session, work.county_id, "case"),
        "parent_id": work.case_id(e.parent),
        "linked_id": e.linked_id,
        "leaf": e.leaf,
        "title": e.title,
        "summary": e.summary,
        "region_id": e.region_id,
        "place": e.place,
        "longitude": e.point.longitude if e.point else None,
        "latitude": e.point.latitude if e.point else None,
        "urgency": e.urgency,
        "state": e.state,
        "is_emergency": e.is_emergency,
        "is_private": e.is_private,
        "is_confidential": e.is_confidential,
        "group_id": e.group_id,
        "opened_at": work.now,
        "reasons": list(e.reasons),
        "tags": list(e.tags),
        **e.changes,
    }


def add_report(work: Work, e: AddReport) -> None:
    """The account belongs to the case, and its history says so."""
    case = work.case(e.case)
    _report(work, case, e.person_id, e.kind, e.message_ids, e.words)
    extra = e.kind in (ReportKind.SUPPLEMENT, ReportKind.RETRACTION)
    move = Move.SUPPLEMENT if extra else Move.JOIN
    data = {"kind": e.kind.value, "message_ids": list(e.message_ids)}
    _event(work, case, _Line(move, Role.RESIDENT, e.words, data), case.state)


def undo_reports(work: Work, e: UndoReports) -> None:
    """The accounts are set aside, with the moment it was done."""
    work.to_tally.update(cases.undo_reports(work.session, e.report_ids, work.now))


def move_case(work: Work, e: MoveCase) -> None:
    """The case stands in its new state, and its history says how it came there."""
    case = work.case(e.case)
    before = case.state
    work.change(e.case, {"state": e.to, **e.changes})
    _event(work, case, _Line(e.move, e.role, e.note, e.data), before)


def change_case(work: Work, e: ChangeCase) -> None:
    """The columns of the case are changed."""
    work.change(e.case, e.changes)


def note(work: Work, e: Note) -> None:
    """The history has one more line; nothing moved."""
    case = work.case(e.case)
    _event(work, case, _Line(Move.NOTE, e.role, e.text, e.data), case.state)


def keep_example(work: Work, e: KeepExample) -> None:
    """The words and their leaf are there to learn from, with nobody's name to them."""
    training.put(
        work.session,
        TrainingRow(
            county_id=work.county_id,
            text=e.text,
            label=e.label,
            source=e.source,
            case_id=work.case_id(e.case) or 0,
            created_at=work.now,
            created_by=e.role,
        ),
    )


def link(work: Work, message_ids: Sequence[int], values: Mapping[str, object]) -> None:
    """These messages carry what they were judged to be and which case they fed.

    The turn's own message gets all of that when it is finished.
    """
    own = work.cause.message.id if work.cause.message else None
    others = [message_id for message_id in message_ids if message_id != own]
    if others and values:
        inbox.note(work.session, others, values)


def _report(
    work: Work,
    case: Case,
    person_id: int,
    kind: ReportKind,
    message_ids: Sequence[int],
    said: str,
) -> None:
    conversation = work.cause.conversation
    work.to_tell.append(
        {
            **blank(Report),
            "county_id": work.county_id,
            "case_id": case.id,
            "person_id": person_id,
            "conversation_id": conversation.id if conversation else None,
            "kind": kind,
            "message_ids": list(message_ids),
            "words": said,
            "reported_at": work.now,
        }
    )
    link(work, message_ids, {"case_id": case.id})


class _Line(NamedTuple):
    """What a line of history says."""

    move: Move
    role: Role
    words: str
    data: Mapping[str, Any]


def _event(work: Work, case: Case, line: _Line, before: CaseState | None = None) -> None:
    case_id = case.id or 0
    row = {
        **blank(CaseEvent),
        "county_id": work.county_id,
        "case_id": case_id,
        "at": work.now,
        "actor_id": None if line.role is Role.BOT else work.cause.actor_id,
        "actor_role": line.role,
        "move": line.move,
        "from_state": before,
        "to_state": case.state,
        "note": line.words,
        "data": dict(line.data),
    }
    event = as_read(CaseEvent, row)
    # The case is locked by this transaction: nobody else appends to its history meanwhile.
    last = work.last_events.get(case_id) or history.last_event(work.session, case_id)
    history.chain(event, last)
    work.last_events[case_id] = event.position, event.hash
    work.to_append.append(event)
