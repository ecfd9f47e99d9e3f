"""What the rows say afterwards: whether anything was lost, doubled, or left lying."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from storage.codes import InboxState, Move, OutboxState, TimerState
from storage.history import is_unbroken, list_events
from storage.tables.case import Case, CaseEvent, Report
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.timer import Timer

GIVEN_UP = (OutboxState.UNSURE, OutboxState.REFUSED)


def faults(
    session: Session, accepted: Iterable[str], taken: Mapping[tuple[str, str], int], now: datetime
) -> list[str]:
    """Everything that is wrong; empty when every message was handled exactly once."""
    return [
        *_of_inbox(session, Counter(list(accepted))),
        *_of_reports(session),
        *_of_history(session),
        *_of_timers(session, now),
        *_of_outbox(session, now),
        *_of_platform(session, taken),
    ]


def _of_inbox(session: Session, accepted: Counter[str]) -> Iterator[str]:
    stored: Counter[str] = Counter()
    for message in session.exec(select(InboundMessage)):
        stored[message.key] += 1
        if message.state is not InboxState.DONE or message.handled_at is None:
            yield f"message {message.key} is {message.state}: {message.error}"
        if message.attempts:
            yield f"message {message.key} failed {message.attempts} times: {message.error}"
    yield from (f"message {key} was accepted and is not there" for key in accepted - stored)
    yield from (f"message {key} is there {n} times" for key, n in stored.items() if n > 1)


def _of_reports(session: Session) -> Iterator[str]:
    """Each message fed each case at most once, and the case that it says it fed."""
    fed: Counter[tuple[int, int]] = Counter()
    for report in session.exec(select(Report)):
        fed.update((message_id, report.case_id) for message_id in set(report.message_ids))
    for (message_id, case_id), times in fed.items():
        if times > 1:
            yield f"message {message_id} was told {times} times in case {case_id}"
    known = {case.id for case in session.exec(select(Case))}
    for message in session.exec(select(InboundMessage).where(col(InboundMessage.case_id) > 0)):
        if message.case_id not in known:
            yield f"message {message.key} fed a case that is not there"


def _of_history(session: Session) -> Iterator[str]:
    """Each history is whole, and nothing in it was done twice for the same cause."""
    timers: Counter[int | None] = Counter(
        session.exec(select(Timer.case_id).where(col(Timer.state) == TimerState.FIRED))
    )
    for case in session.exec(select(Case)):
        events = list_events(session, case.id or 0)
        if not events or not is_unbroken(events):
            yield f"the history of case {case.number} is broken"
        by_people = Counter(_line(event) for event in events if event.data.get("message_ids"))
        yield from (f"{n} times in the history: {one}" for one, n in by_people.items() if n > 1)
        escalated = sum(event.move is Move.ESCALATE for event in events)
        if escalated > timers[case.id]:
            yield f"case {case.number} was escalated {escalated} times by {timers[case.id]} timers"


def _line(event: CaseEvent) -> tuple[object, ...]:
    return event.case_id, event.move, event.actor_id, event.note, tuple(event.data["message_ids"])


def _of_timers(session: Session, now: datetime) -> Iterator[str]:
    for timer in session.exec(select(Timer)):
        is_due = timer.due_at <= now
        if timer.state is TimerState.DEAD or (is_due and timer.state is TimerState.WAITING):
            yield f"timer {timer.id} ({timer.kind}) of {timer.due_at} is {timer.state}"
        is_fired = timer.state is TimerState.FIRED
        if is_fired and (timer.fired_at is None or timer.fired_at < timer.due_at):
            yield f"timer {timer.id} ({timer.kind}) fired before it was due"


def _of_outbox(session: Session, now: datetime) -> Iterator[str]:
    keys: Counter[str] = Counter()
    for row in session.exec(select(OutboundMessage)):
        keys[row.key] += 1
        if row.state is OutboxState.SENDING or row.state is OutboxState.DEAD:
            yield f"what was to be said ({row.key}) is {row.state}"
        if row.state is OutboxState.WAITING and row.not_before <= now:
            yield f"what was to be said ({row.key}) still waits"
        if row.state is OutboxState.SENT and (row.sent_at is None or not row.receipt):
            yield f"what was said ({row.key}) has no receipt"
    yield from (f"{key} is in the outbox {n} times" for key, n in keys.items() if n > 1)


def _of_platform(session: Session, taken: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """The platform was given each row once; a row that is UNSURE, at most once.

    An emergency may be said twice: better so than never.
    """
    at_least: Counter[tuple[str, str]] = Counter()
    at_most: Counter[tuple[str, str]] = Counter()
    for row in session.exec(select(OutboundMessage)):
        if row.channel != "official_account":
            continue
        said = row.chat_id, row.text
        at_least[said] += row.state is OutboxState.SENT
        at_most[said] += 1_000 if row.urgent else row.state in (OutboxState.SENT, *GIVEN_UP)
    for said in {*at_least, *taken}:
        times = taken.get(said, 0)
        if not at_least[said] <= times <= at_most[said]:
            yield f"{said} was given {times} times, not {at_least[said]} to {at_most[said]}"
