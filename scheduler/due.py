"""What is due is looked at again and, where it still applies, carried out: each timer once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from handlers import turn
from handlers.effects import Effect, OpenTask, Say
from handlers.governance.broadcast_going import goes
from handlers.governance.following import follow
from handlers.governance.visits import visit_due
from handlers.loading.papers import load_letter, load_mediation
from handlers.loading.situations import load_case, load_views
from handlers.perform import Cause, perform
from handlers.policy import midnight
from handlers.situation import CaseSituation, World
from handlers.speech import ToRole
from handlers.survey.records import gather
from handlers.texts import Text, render
from scheduler import (
    alarms,
    approvals,
    consults,
    deadlines,
    digests,
    figures,
    honesty,
    ladder,
    letters,
    mediations,
    missing_calendar,
    overdue,
    plans,
    refusals,
    reminders,
    surveys,
    waiting,
)
from scheduler.broadcasts import unconfirmed
from scheduler.calm import by_day
from storage import broadcasts, people, purge, rates, timers
from storage.codes import Lateness, Role, TaskKind, TimerKind, TimerState
from storage.tables.timer import Timer
from storage.troubles import trouble_of

_log = structlog.stdlib.get_logger(__name__)
_GREETING_GRACE = timedelta(hours=1)
_PURGE_EVERY = (timedelta(hours=6), timedelta(hours=3))
_AT_LEAST_EVERY = timedelta(hours=1)

_DECISIONS: dict[TimerKind, Callable[[CaseSituation, Timer], list[Effect]]] = {
    TimerKind.ACCEPT_HALF: reminders.accept_half,
    TimerKind.ACCEPT_DUE: reminders.accept_due,
    TimerKind.ACCEPT_TAKEOVER: reminders.accept_takeover,
    TimerKind.SELF_HANDLE_DUE: reminders.self_handle_due,
    TimerKind.REPORT_IN_HALF: reminders.report_in_half,
    TimerKind.REPORT_IN_DUE: reminders.report_in_due,
    TimerKind.REFUSAL_DUE: refusals.refusal_due,
    TimerKind.LACK_ASKED: refusals.lack_asked,
    TimerKind.CONSULT_HOLD: consults.consult_hold,
    TimerKind.CONSULT_DUE: consults.consult_due,
    TimerKind.LEVEL_DUE: ladder.level_due,
    TimerKind.WHISTLE_APPROVAL: approvals.whistle_approval,
    TimerKind.EMERGENCY_CONFIRM: alarms.emergency_confirm,
    TimerKind.EMERGENCY_CLOSE: alarms.emergency_close,
    TimerKind.RESOLVE_HALF: deadlines.resolve_half,
    TimerKind.RESOLVE_NEAR: deadlines.resolve_near,
    TimerKind.RESOLVE_EVE: deadlines.resolve_eve,
    TimerKind.RESOLVE_DUE: overdue.resolve_due,
    TimerKind.OVERDUE: overdue.overdue,
    TimerKind.IDLE: deadlines.idle,
    TimerKind.PLAN_DUE: plans.plan_due,
    TimerKind.VISIT_DUE: visit_due,
    TimerKind.ANSWER_WAIT: waiting.answer_wait,
    TimerKind.DEFERRAL_DUE: waiting.deferral_due,
    TimerKind.SUSPENSION_REVIEW: waiting.suspension_review,
    TimerKind.SUSPENSION_OVER: waiting.suspension_over,
    TimerKind.SURVEY_ASK: surveys.survey_ask,
    TimerKind.SURVEY_REMIND: surveys.survey_remind,
    TimerKind.SURVEY_GIVE_UP: surveys.survey_give_up,
    TimerKind.SECOND_LOOK: surveys.survey_ask,
    TimerKind.RELAY_WORDS: surveys.relay_words,
}


def decide(situation: CaseSituation, timer: Timer) -> list[Effect]:
    """What a timer of a case leads to now; nothing when it does not apply any more."""
    decision = _DECISIONS.get(timer.kind)
    if decision is None:
        return []
    effects = by_day(situation, timer, decision(situation, timer))
    return [*effects, *follow((situation.view,), effects, situation.now, situation.world)]


def sweep(session: Session, now: datetime, world: World, limit: int = 100) -> int:
    """The timers that are due have fired, the first due first: how many were looked at.

    One that fails is rolled back alone, counted, and tried again later.
    """
    claimed = timers.claim(session, now, limit)
    newest = {(t.subject, t.kind): t.id for t in claimed}
    chosen = [(t.id or 0, t, newest[t.subject, t.kind] == t.id) for t in claimed]
    for timer_id, timer, is_newest in chosen:
        # an earlier timer of this sweep may have stopped it
        if timer is chosen[0][1] or timers.is_waiting(session, timer_id):
            _fire(session, timer_id, timer, now, world, is_newest=is_newest)
    return len(chosen)


def start_housekeeping(session: Session, now: datetime, county_id: int, world: World) -> None:
    """The county's chat is purged some four times in the span for which it may be kept."""
    every = _purged_every(world.policy.chat_kept)
    today = midnight(now)
    at = today + ((now - today) // every + 1) * every
    _start(session, Timer(county_id=county_id, subject="", kind=TimerKind.PURGE_CHAT, due_at=at))


def _purged_every(kept: timedelta) -> timedelta:
    return next((every for every in _PURGE_EVERY if 4 * every <= kept), _AT_LEAST_EVERY)


def _kept_at_least(world: World) -> timedelta:
    """How old chat is when it goes: what the next purge would find too old goes now."""
    kept = world.policy.chat_kept
    return max(kept - _purged_every(kept), _AT_LEAST_EVERY)


def start_calendar_check(session: Session, now: datetime, county_id: int) -> None:
    """Every morning it is looked whether the holidays of the year to come are known."""
    at, kind = missing_calendar.next_check(now), TimerKind.CALENDAR_CHECK
    late = Lateness.COALESCE
    _start(session, Timer(county_id=county_id, subject="", kind=kind, due_at=at, lateness=late))


def start_survey_check(session: Session, now: datetime, county_id: int) -> None:
    """On the first of each month the surveys of the month before are looked at."""
    at, kind = honesty.next_check(now), TimerKind.SURVEY_CHECK
    _start(session, Timer(county_id=county_id, subject="", kind=kind, due_at=at))


def start_figures(
    session: Session, now: datetime, county_id: int, *, is_more: bool = False
) -> None:
    """What the charts show is counted every few hours, and at once as long as there is more."""
    at, kind = figures.next_roll(now, is_more=is_more), TimerKind.FIGURES
    late = Lateness.COALESCE
    _start(session, Timer(county_id=county_id, subject="", kind=kind, due_at=at, lateness=late))


def _start(session: Session, timer: Timer) -> None:
    timer.subject = f"county:{timer.county_id}"
    timers.start(session, timer)


def _fire(
    session: Session, timer_id: int, timer: Timer, now: datetime, world: World, *, is_newest: bool
) -> None:
    try:
        with session.begin_nested():
            if not _is_stale(timer, now, is_newest=is_newest):
                _carry_out(session, timer, now, world)
            timers.finish(session, timer_id, now)
    except Exception as error:
        if trouble_of(error) is not None:
            raise  # the database is in trouble, the timer is innocent
        _log.exception("timer.failed", timer_id=timer_id)
        if timers.fail(session, timer_id, now, type(error).__name__) is TimerState.DEAD:
            _tell(session, session.get_one(Timer, timer_id), now, world)


def _tell(session: Session, timer: Timer, now: datetime, world: World) -> None:
    """A person on duty knows what a dead timer would have done, and has it to do."""
    _log.error("timer.dead", timer_id=timer.id)
    duty = ToRole(Role.COUNTY_DUTY, world.directory.top.id)
    what = render(f"timer_kind.{timer.kind.value}")
    title = render("task_title.dead_timer", what=what)
    key = "remind.dead_timer" if timer.case_id is None else "remind.dead_timer_case"
    effects: list[Effect] = [
        OpenTask(f"timer:{timer.id}", TaskKind.TRIAGE, title, timer.case_id, duty),
        Say(duty, Text(key, {"what": what}), timer.case_id),
    ]
    _perform(session, effects, timer, now, world)


def _is_stale(timer: Timer, now: datetime, *, is_newest: bool) -> bool:
    """True for a greeting that is too late, and for a digest that a newer one makes needless."""
    if timer.lateness is Lateness.SKIP_IF_LATE:
        return now - timer.due_at > _GREETING_GRACE
    return timer.lateness is Lateness.COALESCE and not is_newest


def _carry_out(session: Session, timer: Timer, now: datetime, world: World) -> None:
    match timer.kind:
        case TimerKind.SETTLE:
            turn.settle(session, timer, now, world)
        case TimerKind.AGENDA | TimerKind.DIGEST:
            effects = digests.DECISIONS[timer.kind](session, timer, now, world)
            _perform(session, effects, timer, now, world)
        case kind if kind in _ROUNDS:
            _ROUNDS[kind](session, timer, now, world)
        case kind if kind in letters.DECISIONS or kind in mediations.DECISIONS:
            _perform(session, _of_papers(session, timer, now, world), timer, now, world)
        case _:
            situation = load_case(session, timer.case_id, now, world)
            if situation is not None:
                _perform(session, decide(situation, timer), timer, now, world)


def _purge(session: Session, timer: Timer, now: datetime, world: World) -> None:
    purge.purge_chat(session, timer.county_id, now - _kept_at_least(world))
    purge.purge_counts(session, now)
    purge.purge_doors(session, now)
    start_housekeeping(session, now, timer.county_id, world)


def _count(session: Session, timer: Timer, now: datetime, world: World) -> None:
    is_more = figures.roll(session, now, world)
    start_figures(session, now, timer.county_id, is_more=is_more)


def _check_surveys(session: Session, timer: Timer, now: datetime, world: World) -> None:
    month = honesty.month_before(timer.due_at)
    rows = rates.read_month(session, timer.county_id, month.begins_at, month.ends_at)
    phones = people.phones_of(session, {r.person_id for r in rows.reports})
    effects = honesty.looked_into(gather(*rows), phones, month, now, world)
    _perform(session, effects, timer, now, world)
    start_survey_check(session, now, timer.county_id)


def _check_calendar(session: Session, timer: Timer, now: datetime, world: World) -> None:
    year = missing_calendar.missing_year(now, world)
    if year is not None:
        _log.warning("calendar.missing", year=year)
    _perform(session, missing_calendar.reminded(now, world), timer, now, world)
    start_calendar_check(session, now, timer.county_id)


def _ask_about_notice(session: Session, timer: Timer, now: datetime, world: World) -> None:
    tasks = broadcasts.list_forgotten(session, int(timer.data["broadcast_id"]))
    _perform(session, unconfirmed(tasks, now, world), timer, now, world)


def _send_notice(session: Session, timer: Timer, now: datetime, world: World) -> None:
    found = broadcasts.find(session, str(timer.data["broadcast"]))
    if found is not None:
        _perform(session, goes(found, now, world), timer, now, world)


# What the county needs again and again: each plans its next time. A notice is asked about once.
_ROUNDS: dict[TimerKind, Callable[[Session, Timer, datetime, World], None]] = {
    TimerKind.PURGE_CHAT: _purge,
    TimerKind.CALENDAR_CHECK: _check_calendar,
    TimerKind.SURVEY_CHECK: _check_surveys,
    TimerKind.FIGURES: _count,
    TimerKind.BROADCAST_DUE: _ask_about_notice,
    TimerKind.BROADCAST_GOES: _send_notice,
}


def _of_papers(session: Session, timer: Timer, now: datetime, world: World) -> list[Effect]:
    """What a timer of a letter or of a mediation leads to."""
    if timer.kind in letters.DECISIONS:
        letter_id = int(timer.data["letter_id"])
        about = load_letter(session, letter_id, now, world, load_views)
        return letters.DECISIONS[timer.kind](about, timer) if about is not None else []
    held = load_mediation(session, _case_of(timer), now, world, load_views)
    return mediations.DECISIONS[timer.kind](held) if held is not None else []


def _case_of(timer: Timer) -> int | None:
    """The case of a timer, or the one its data names when it outlives the case."""
    return timer.case_id if timer.case_id is not None else timer.data.get("case_id")


def _perform(
    session: Session, effects: Sequence[Effect], timer: Timer, now: datetime, world: World
) -> None:
    cause = Cause(kind="timer", id=timer.id or 0)
    perform(session, effects, cause, now, world)
