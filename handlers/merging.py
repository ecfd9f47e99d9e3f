"""What waited for one chat, told as one message when the time has come."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.manners import buttons_of, left, together
from handlers.texts import render
from handlers.wording import number
from storage import cases, merging
from storage.codes import OutboxState
from storage.tables.message import SEVERAL, OutboundMessage


def with_others(session: Session, message: OutboundMessage, now: datetime) -> OutboundMessage:
    """The message that is sent instead of `message`: it says what else waited for this chat too.

    `message` is held by the caller; so is what is given back.
    """
    others = merging.list_waiting_with(session, message, now) if message.may_merge else []
    if not others:
        return message
    rows = sorted((message, *others), key=_id)
    return merging.merge(session, rows, _one(session, message, left(rows), now), now)


def _one(
    session: Session, first: OutboundMessage, rows: Sequence[OutboundMessage], now: datetime
) -> OutboundMessage:
    about = {row.case_id for row in rows}
    found = cases.list_cases(session, [one for one in about if one is not None])
    shown = buttons_of(rows, {one.id: number(one.number) for one in found.values()})
    return OutboundMessage(
        county_id=first.county_id,
        key=f"merged:{first.id}",
        channel=first.channel,
        chat_id=first.chat_id,
        is_group=first.is_group,
        audience=first.audience,
        person_id=first.person_id,
        case_id=about.pop() if len(about) == 1 else None,
        text_key=rows[0].text_key if len(rows) == 1 else SEVERAL,
        text=together(rows),
        card={"title": render("card.title_merged"), "buttons": shown} if shown else None,
        urgent=any(row.urgent for row in rows),
        created_at=now,
        not_before=now,
        state=OutboxState.SENDING,
        attempts=1,
        claimed_until=first.claimed_until,
    )


def _id(row: OutboundMessage) -> int:
    return row.id or 0
