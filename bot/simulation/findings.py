"""What must hold when a simulated year is over; each finding tells what does not, in Chinese."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.simulation import rates, witness
from handlers.lifecycle.colours import is_overdue
from handlers.lifecycle.transitions import AT_WORK, OPEN
from handlers.texts import render
from handlers.wording import number
from storage import history
from storage.codes import Colour, InboxState, OutboxState, TimerState
from storage.tables.case import Case, CaseEvent, Report
from storage.tables.conversation import Draft
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.timer import Timer

SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """One thing that must hold, how much was looked at, and where it does not hold."""

    what: str
    looked_at: int
    wrong: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True when it holds everywhere."""
        return not self.wrong


@dataclass(frozen=True)
class Seen:
    """What was seen outside of the database: how much was said, what was sent how often."""

    heard: int
    sent: Mapping[str, int]
    since: datetime
    now: datetime


def look(session: Session, seen: Seen) -> tuple[Finding, ...]:
    """Everything that must hold, looked at."""
    return tuple(check(session, seen) for check in _CHECKS)


def counts(session: Session) -> dict[str, int]:
    """How many matters stand where, by the name of the state."""
    found = Counter(case.state for case in session.exec(select(Case)))
    return {render(f"case_state.{state.value}"): n for state, n in found.most_common()}


# ---- matters


def _ended(session: Session, seen: Seen) -> Finding:
    cases = session.exec(select(Case)).all()
    wrong = [
        f"{number(case.number)}【{case.title}】{render(f'case_state.{case.state.value}')}，没有结束，也没有标红"
        for case in cases
        if case.state in OPEN and not _is_visibly_late(case, seen.now)
    ]
    return _finding("每件事都有了结果，或者标红、看得见是谁在办", len(cases), wrong)


def _is_visibly_late(case: Case, now: datetime) -> bool:
    is_late = case.state not in AT_WORK or is_overdue(case, now)
    return is_late and case.colour is Colour.RED and _has_owner(case)


def _has_owner(case: Case) -> bool:
    return (case.owner_id is None) is not (case.owner_department_id is None)


def _watched(session: Session, _seen: Seen) -> Finding:
    waiting = select(Timer.case_id).where(col(Timer.state) == TimerState.WAITING)
    watched = set(session.exec(waiting))
    cases = [case for case in session.exec(select(Case)) if case.state in OPEN]
    wrong = [
        f"{number(case.number)}{'没有人在办' if not _has_owner(case) else '没有到点要看的事'}"
        for case in cases
        if not _has_owner(case) or case.id not in watched
    ]
    return _finding("没办完的事都有一个责任人和一个在走的时钟", len(cases), wrong)


def _reports(session: Session, _seen: Seen) -> Finding:
    reports = session.exec(select(Report)).all()
    drafts = session.exec(select(Draft.id)).all()
    known = set(session.exec(select(Case.id)))
    wrong = [f"第{r.id}份诉求没有对应的事项" for r in reports if r.case_id not in known]
    wrong += [f"第{one}份草稿一直没有登记" for one in drafts]
    return _finding("每份诉求都归到了一件事，没有遗在半路", len(reports) + len(drafts), wrong)


# ---- clocks


def _timers(session: Session, seen: Seen) -> Finding:
    total = session.exec(select(func.count()).select_from(Timer)).one()
    waiting = col(Timer.state) == TimerState.WAITING
    past = session.exec(select(Timer).where(waiting, col(Timer.next_attempt_at) < seen.now)).all()
    failed = session.exec(
        select(Timer).where((col(Timer.state) == TimerState.DEAD) | (col(Timer.attempts) > 0))
    ).all()
    wrong = [f"{_timer(t)}早该响了，还没响" for t in past]
    wrong += [f"{_timer(t)}没办成（{t.error}）" for t in failed]
    wrong += [f"第{one}个时钟响了两次" for one in witness.twice(session, "timer:fired")]
    return _finding("每个时钟到点响一次，不多不少", total, wrong)


def _timer(timer: Timer) -> str:
    return f"{timer.subject}“{render(f'timer_kind.{timer.kind.value}')}”"


# ---- words


def _heard(session: Session, seen: Seen) -> Finding:
    found = Counter(one.state for one in session.exec(select(InboundMessage)))
    stored = sum(found.values())
    wrong = [f"收到{seen.heard}条，只存下{stored}条"] if stored != seen.heard else []
    left = {state: n for state, n in found.items() if state is not InboxState.DONE}
    wrong += [f"{n}条停在“{state.value}”" for state, n in left.items()]
    failed = session.exec(select(InboundMessage).where(col(InboundMessage.attempts) > 0)).all()
    wrong += [f"第{one.id}条没办成（{one.error}）" for one in failed]
    wrong += [f"第{one}条办了两次" for one in witness.twice(session, "inbox:done")]
    done = witness.count(session, "inbox:done")
    wrong += [f"办了{done}次，收到{seen.heard}条"] if done != seen.heard else []
    return _finding("收到的每条消息办一次", seen.heard, wrong)


def _said(session: Session, seen: Seen) -> Finding:
    found = [(one.key, one.state) for one in session.exec(select(OutboundMessage))]
    wrong = [f"“{key}”发了{n}次" for key, n in seen.sent.items() if n > 1]
    stuck = (OutboxState.WAITING, OutboxState.SENT, OutboxState.MERGED)
    wrong += [f"“{key}”停在“{state.value}”" for key, state in found if state not in stuck]
    lost = [key for key, state in found if state is OutboxState.SENT and key not in seen.sent]
    wrong += [f"“{key}”记为已发，其实没发" for key in lost]
    return _finding("没有一句话发了两次", len(found), wrong)


def _repeated(session: Session, _seen: Seen) -> Finding:
    message = OutboundMessage
    said = session.exec(
        select(message.chat_id, message.text, message.created_at, func.count())
        .group_by(message.chat_id, message.text, col(message.created_at))
        .having(func.count() > 1)
    ).all()
    total = session.exec(select(func.count()).select_from(message)).one()
    wrong = [f"同一刻对{chat}说了{n}遍：{words[:40]}" for chat, words, _at, n in said]
    return _finding("没有对同一个人同时说两遍同样的话", total, wrong)


# ---- history


def _unbroken(session: Session, _seen: Seen) -> Finding:
    by_case: dict[int, list[CaseEvent]] = {}
    for event in session.exec(
        select(CaseEvent).order_by(col(CaseEvent.case_id), col(CaseEvent.position))
    ):
        by_case.setdefault(event.case_id, []).append(event)
    wrong = [
        f"事项{case_id}的经过断了" for case_id, e in by_case.items() if not history.is_unbroken(e)
    ]
    silent = [one for one in session.exec(select(Case.id)) if one not in by_case]
    wrong += [f"事项{case_id}没有经过" for case_id in silent]
    changed = witness.count(session, "caseevent:changed")
    wrong += [f"经过被改动{changed}次"] if changed else []
    return _finding("经过只增不改，环环相扣", len(by_case), wrong)


def _rates(session: Session, seen: Seen) -> Finding:
    compared, wrong = rates.disagreements(session, seen.since, seen.now)
    return _finding("七项指标和按经过逐件数的一致", compared, wrong)


def _finding(what: str, looked_at: int, wrong: Iterable[str]) -> Finding:
    return Finding(what, looked_at, tuple(wrong))


_CHECKS: tuple[Callable[[Session, Seen], Finding], ...] = (
    _ended,
    _watched,
    _reports,
    _timers,
    _heard,
    _said,
    _repeated,
    _unbroken,
    _rates,
)
