"""The cast of the storage tests, and how they speak."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.codes import MessageKind, TimerKind
from storage.tables import InboundMessage, OutboundMessage, Timer

COUNTY = 1
MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # nine o'clock in China
AUNT_WANG = "王大妈"
GRID_GUO = "郭网格"
GROUP = "幸福小区群"


def at(seconds: float) -> datetime:
    """So many seconds after nine."""
    return MORNING + timedelta(seconds=seconds)


def heard(key: str, chat: str = GROUP, **more: Any) -> InboundMessage:
    """A message of 王大妈."""
    given: dict[str, Any] = {
        "county_id": COUNTY,
        "channel": "webchat",
        "key": key,
        "chat_id": chat,
        "is_group": chat == GROUP,
        "sender_id": AUNT_WANG,
        "sender_name": AUNT_WANG,
        "kind": MessageKind.TEXT,
        "text": "下水道堵了",
        "sent_at": MORNING,
        "received_at": MORNING,
        "next_attempt_at": MORNING,
    }
    return InboundMessage(**given | more)


def to_say(key: str, chat: str = GROUP, **more: Any) -> OutboundMessage:
    """A message to be sent."""
    given: dict[str, Any] = {
        "county_id": COUNTY,
        "channel": "webchat",
        "key": key,
        "chat_id": chat,
        "audience": "group" if chat == GROUP else f"private:{chat}",
        "text": "收到,马上安排。",
        "created_at": MORNING,
        "not_before": MORNING,
    }
    return OutboundMessage(**given | more)


def reminder(case_id: int | None, due_at: datetime, **more: Any) -> Timer:
    """A timer of a case."""
    given: dict[str, Any] = {
        "county_id": COUNTY,
        "subject": f"case:{case_id}",
        "kind": TimerKind.ACCEPT_DUE,
        "due_at": due_at,
        "case_id": case_id,
    }
    return Timer(**given | more)
