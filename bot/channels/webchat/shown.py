"""How messages look to the page: JSON of inbox and outbox rows, in one order."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from storage.chats import Before
from storage.codes import MessageKind
from storage.tables.message import InboundMessage, OutboundMessage

BOT = {"id": "bot", "name": "哨到"}
_HIDDEN = (MessageKind.RECALL, MessageKind.FOLLOW, MessageKind.UNFOLLOW)

_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"

Shown = dict[str, Any]


def iso(moment: datetime) -> str:
    """The moment as the page reads and sorts it."""
    return moment.astimezone(UTC).strftime(_ISO)


def read_order(order: str) -> Before | None:
    """The place in the talk that an `order` marks; None when it marks none."""
    moment, _, id_ = order.partition(" ")
    if id_[:1] not in {"i", "o"} or not id_[1:].isdecimal() or len(id_) > 16:
        return None
    try:
        at = datetime.strptime(moment, _ISO).replace(tzinfo=UTC)
    except ValueError:
        return None
    number = int(id_[1:])
    # at one and the same moment what was heard stands before what was said
    return Before(at, number, 0) if id_.startswith("i") else Before(at, sys.maxsize, number)


def heard(row: InboundMessage, taken_back: frozenset[str] = frozenset()) -> Shown:
    """A message of a person."""
    at = iso(row.sent_at)
    recalled = row.key in taken_back
    return {
        "id": f"i{row.id}",
        "chat": row.chat_id,
        "at": at,
        "order": f"{at} i{row.id:09d}",
        "kind": row.kind.value,
        "from": {"id": row.sender_id, "name": row.sender_name},
        "text": "" if recalled else row.text,
        "picture": None if recalled else _picture(row),
        "place": row.data if row.kind is MessageKind.LOCATION and not recalled else None,
        "button": row.data if row.kind is MessageKind.BUTTON else None,
        "card": None,
        "recalled": recalled,
        "client": row.key.rpartition(":")[2],
    }


def said(row: OutboundMessage, now: datetime) -> Shown:
    """A message of the bot."""
    at = iso(row.sent_at or now)
    return {
        "id": f"o{row.id}",
        "chat": row.chat_id,
        "at": at,
        "order": f"{at} o{row.id:09d}",
        "kind": "card" if row.card else "text",
        "from": BOT,
        "text": row.text,
        "picture": None,
        "place": None,
        "button": None,
        "card": row.card,
        "recalled": False,
        "client": None,
    }


def merged(
    inbound: Iterable[InboundMessage],
    outbound: Sequence[OutboundMessage],
    taken_back: frozenset[str],
    now: datetime,
) -> list[Shown]:
    """Both sides of the talk, oldest first."""
    mine = [heard(row, taken_back) for row in inbound if row.kind not in _HIDDEN]
    its = [said(row, now) for row in outbound]
    return sorted((*mine, *its), key=lambda one: str(one["order"]))


def _picture(row: InboundMessage) -> dict[str, str] | None:
    if row.kind is not MessageKind.IMAGE or not row.data.get("file"):
        return None
    return {"url": f"/chat/pictures/{row.data['file']}"}
