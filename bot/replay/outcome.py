"""What a replay did, as the lines of its report: intents, cases, survey, and what was said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from bot.replay.play import RECORDED, Heard
from bot.replay.transcript import Transcript
from handlers.directory import Directory
from storage.codes import (
    CaseState,
    InboxState,
    Level,
    Move,
    OutboxState,
    ReportKind,
    SurveyState,
    TaskKind,
)
from storage.tables.case import Case, CaseEvent, Report, Task, Whistle
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Person
from storage.tables.survey import Survey

ROLES = ("grid_member", "township_duty", "county_duty", "county_child_officer")
_ADDED = {
    ReportKind.JOINED: "merge",
    ReportKind.PLUS_ONE: "merge",
    ReportKind.SUPPLEMENT: "supplement",
    ReportKind.RETRACTION: "retract",
}
_TURNED = {Move.REOPEN: "reopen", Move.WITHDRAW: "retract"}
_ENDED = {CaseState.HANDED_OFF: "handoff", CaseState.GUIDED: "guide"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Before:
    """What was there before the first message; it is not the replay's doing."""

    case_id: int | None = None
    event_id: int = 0


def collect(
    session: Session, transcript: Transcript, heard: Heard, before: Before, directory: Directory
) -> Json:
    """Everything the replay of this record did."""
    return _Outcome(session, transcript, heard, before, directory).report()


class _Outcome:
    def __init__(
        self,
        session: Session,
        transcript: Transcript,
        heard: Heard,
        before: Before,
        directory: Directory,
    ) -> None:
        self._transcript = transcript
        self._heard = heard
        self._before = before
        self._directory = directory
        self._cases = list(session.exec(select(Case).order_by(col(Case.id))))
        self._reports = list(session.exec(select(Report).order_by(col(Report.id))))
        self._inbox = list(session.exec(select(InboundMessage).order_by(col(InboundMessage.id))))
        self._outbox = list(session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))))
        self._tasks = list(session.exec(select(Task)))
        self._whistles = list(session.exec(select(Whistle)))
        self._surveys = list(session.exec(select(Survey)))
        self._names = {one.id: one.name for one in session.exec(select(Person))}
        self._events = list(
            session.exec(
                select(CaseEvent)
                .where(col(CaseEvent.id) > before.event_id)
                .order_by(col(CaseEvent.id))
            )
        )
        self._numbers = {one.id or 0: int(one.key.rpartition(":")[2]) for one in self._inbox}

    def report(self) -> Json:
        problems = [self._numbers[m.id or 0] for m in self._inbox if m.state is InboxState.DEAD]
        found: Json = {
            "id": self._transcript.id,
            "intents": self._intents(),
            "cases": [entry for case in self._cases for entry in self._entries(case)],
            "survey": self._survey(),
            "sent": [self._sent(one) for one in self._outbox if self._is_told(one)],
        }
        return found | ({"unhandled": problems} if problems else {})

    def _is_told(self, one: OutboundMessage) -> bool:
        """True of what was said or will be; what was merged was said in another message."""
        return self._is_ours(one) and one.state is not OutboxState.MERGED

    def _intents(self) -> dict[str, str]:
        return {
            str(self._numbers[one.id or 0]): one.intent
            for one in self._inbox
            if one.intent not in ("", "report")
        }

    # ---- cases ----

    def _entries(self, case: Case) -> Iterator[Json]:
        """The case itself when it is new, and whatever was added to it or turned it."""
        is_new = case.id != self._before.case_id
        reports = [one for one in self._reports if one.case_id == case.id and one.message_ids]
        if is_new:
            ids = [number for one in reports for number in one.message_ids]
            yield self._entry(case, _ENDED.get(case.state, "new"), ids, into=False)
        turned = [self._turned(case, event) for event in self._events if event.case_id == case.id]
        taken = {number for entry in turned if entry for number in entry["messages"]}
        for one in reports:
            action = _ADDED.get(one.kind)
            if action is not None and not taken & set(self._said_in(one.message_ids)):
                yield self._entry(case, action, one.message_ids, into=True)
        yield from (entry for entry in turned if entry)

    def _turned(self, case: Case, event: CaseEvent) -> Json | None:
        action = _TURNED.get(event.move)
        if action is None:
            return None
        ids = [
            one.id or 0
            for one in self._inbox
            if one.case_id == case.id and one.handled_at == event.at
        ]
        return self._entry(case, action, ids, into=True)

    def _entry(self, case: Case, action: str, message_ids: Sequence[int], *, into: bool) -> Json:
        grid = self._directory.at_level(case.region_id, Level.GRID)
        return {
            "ref": _ref(case.id),
            "parent": _ref(case.parent_id),
            "action": action,
            "into": f"#{case.number:05}" if into else None,
            "leaf": case.leaf,
            "messages": self._said_in(message_ids),
            "urgency": case.urgency.value,
            "grid": grid.code if grid else None,
            "place": case.place,
            "reporters": self._reporters(case),
            "private": case.is_private,
            "confidential": case.is_confidential,
            "emergency": case.is_emergency,
            "notified": self._notified(case),
        }

    def _said_in(self, message_ids: Iterable[int]) -> list[int]:
        return sorted({self._numbers[one] for one in message_ids if one in self._numbers})

    def _reporters(self, case: Case) -> list[str]:
        told = (
            one.person_id
            for one in self._reports
            if one.case_id == case.id and one.undone_at is None
        )
        return [self._names.get(one, "") for one in dict.fromkeys(told)]

    def _notified(self, case: Case) -> list[str]:
        found = {
            one.audience
            for one in self._outbox
            if one.case_id == case.id and self._is_ours(one)
            if one.audience in ROLES or one.audience.startswith("dept:")
        }
        whistled = (one.department_id for one in self._whistles if one.case_id == case.id)
        names = (self._directory.department(one) for one in whistled)
        found |= {f"dept:{one.name}" for one in names if one is not None}
        calls = (one.case_id for one in self._tasks if one.kind is TaskKind.PHONE_CALL)
        return sorted(found | ({"phone_call_task"} if case.id in calls else set()))

    # ---- survey and words ----

    def _survey(self) -> Json | None:
        answered = [
            (one.answered_at, one.id, one)
            for one in self._surveys
            if one.state is SurveyState.ANSWERED and one.answered_at is not None
        ]
        if not answered:
            return None
        last = max(answered)[2]
        return {"resolved": last.resolved, "satisfaction": last.satisfaction}

    def _is_ours(self, message: OutboundMessage) -> bool:
        return message.audience != RECORDED and message.id in self._heard.said_after

    def _sent(self, message: OutboundMessage) -> Json:
        after = self._heard.said_after.get(message.id or 0, 0)
        since = self._heard.moments.get(after, message.created_at)
        return {
            "to": message.audience,
            "after": after,
            "text": _shown(message),
            "delay_s": max(0.0, (message.created_at - since).total_seconds()),
        }


def _ref(case_id: int | None) -> str | None:
    return None if case_id is None else f"c{case_id}"


def _shown(message: OutboundMessage) -> str:
    """The words as their reader sees them, with the card's title and buttons."""
    card = message.card or {}
    title = str(card.get("title", ""))
    buttons = " ".join(f"[{one['label']}]" for one in card.get("buttons", ()))
    parts = (title if title not in message.text else "", message.text, buttons)
    return "\n".join(part for part in parts if part)
