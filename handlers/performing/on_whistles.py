"""Effects on the departments called to a case."""

from handlers.effects import MoveWhistle, PauseWhistle, RedateWhistle, ResumeWhistle, WhistleTo
from handlers.performing.work import Work
from storage.codes import RefusalCode, WhistleState
from storage.rows import blank
from storage.tables.case import Whistle


def whistle_to(work: Work, e: WhistleTo) -> None:
    """The department is whistled, in the next round of its role."""
    case_id = work.case_id(e.case) or 0
    work.to_tally.add(case_id)
    work.to_whistle.append(
        {
            **blank(Whistle),
            "county_id": work.county_id,
            "case_id": case_id,
            "department_id": e.department_id,
            "role": e.role,
            "round": work.next_round(case_id, e.role),
            "designated": e.designated,
            "whistled_at": work.now,
            "report_in_due_at": e.report_in_due_at,
            "resolve_due_at": e.resolve_due_at,
        }
    )


def move_whistle(work: Work, e: MoveWhistle) -> None:
    """The whistle stands in its new state, with the moment it came there."""
    whistle = work.session.get_one(Whistle, e.whistle_id)
    whistle.state = e.to
    whistle.result = e.result or whistle.result
    whistle.refusal_code = e.refusal_code or whistle.refusal_code
    whistle.refusal_reason = e.refusal_reason or whistle.refusal_reason
    whistle.handler_id = whistle.handler_id or e.handler_id
    if e.to is WhistleState.REPORTED_IN:
        whistle.reported_in_at = whistle.reported_in_at or work.now
    if e.to is WhistleState.DONE:
        whistle.done_at = work.now
    work.to_tally.add(whistle.case_id)
    work.session.add(whistle)


def pause_whistle(work: Work, e: PauseWhistle) -> None:
    """The reporters were asked at this moment for what the department lacks."""
    whistle = work.session.get_one(Whistle, e.whistle_id)
    whistle.asked_at, whistle.told_at = work.now, None
    whistle.refusal_code, whistle.refusal_reason = RefusalCode.R4, e.refusal_reason
    work.to_tally.add(whistle.case_id)
    work.session.add(whistle)


def resume_whistle(work: Work, e: ResumeWhistle) -> None:
    """The department has what can be had, and must report in until the new moment."""
    whistle = work.session.get_one(Whistle, e.whistle_id)
    whistle.told_at = work.now
    whistle.report_in_due_at = e.report_in_due_at
    work.to_tally.add(whistle.case_id)
    work.session.add(whistle)


def redate_whistle(work: Work, e: RedateWhistle) -> None:
    """The department must have reported in by that moment."""
    whistle = work.session.get_one(Whistle, e.whistle_id)
    whistle.report_in_due_at = e.report_in_due_at
    work.to_tally.add(whistle.case_id)
    work.session.add(whistle)
