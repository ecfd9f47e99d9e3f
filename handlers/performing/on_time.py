"""Effects on what is due."""

from handlers.effects import StartTimer, StopTimers
from handlers.performing.work import Work
from storage import timers
from storage.rows import blank
from storage.tables.timer import Timer


def start_timer(work: Work, e: StartTimer) -> None:
    """It is due; starting it twice is nothing."""
    case_id = work.case_id(e.case)
    work.to_start.append(
        {
            **blank(Timer),
            "county_id": work.county_id,
            "subject": e.subject or f"case:{case_id}",
            "kind": e.kind,
            "due_at": e.due_at,
            "lateness": e.lateness,
            "case_id": case_id,
            "data": dict(e.data),
        }
    )


def stop_timers(work: Work, e: StopTimers) -> None:
    """These are due no longer."""
    work.start_timers()
    timers.stop(
        work.session, case_id=work.case_id(e.case), subject=e.subject or None, kinds=e.kinds
    )
