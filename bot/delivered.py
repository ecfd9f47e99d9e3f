"""What became of a message that was to be sent, written down; and the next way to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import assert_never

from sqlmodel import Session, col, select

from bot import unhandled
from bot.channels.base import SendLater
from bot.channels.bounce import Bounce
from storage import broadcasts, outbox, people, under_way
from storage.codes import OutboxState
from storage.tables.message import OutboundMessage
from storage.tables.person import Identity


@dataclass(frozen=True)
class Verdict:
    """The state a row gets: SENT, WAITING (until `retry_at`), REFUSED, MERGED, UNSURE or DEAD.

    `needs_mending` says that nothing goes this way until somebody puts a setting right,
    `is_unreached` that the platform knows nobody there.
    """

    state: OutboxState
    receipt: str = ""
    error: str = ""
    retry_at: datetime | None = None
    needs_mending: bool = False
    is_unreached: bool = False

    @property
    def outcome(self) -> str:
        """The verdict as it is counted."""
        return "later" if self.state is OutboxState.WAITING else self.state.value


def record_all(
    session: Session,
    landed: Sequence[tuple[OutboundMessage, Verdict]],
    now: datetime,
    channels: Sequence[str],
) -> None:
    """Every row says what became of it; what was simply taken is written in one go."""
    taken = [one for one in landed if one[1].state is OutboxState.SENT]
    outbox.sent_many(session, [(message.id or 0, v.receipt) for message, v in taken], now)
    for message, verdict in landed:
        if verdict.state is not OutboxState.SENT:
            record(session, message, verdict, now, channels)


def record(
    session: Session,
    message: OutboundMessage,
    verdict: Verdict,
    now: datetime,
    channels: Sequence[str],
) -> None:
    """The row says what became of it, and whoever has to act on that has something to act on."""
    message_id = message.id or 0
    match verdict.state:
        case OutboxState.SENT:
            outbox.sent(session, message_id, verdict.receipt, now)
        case OutboxState.WAITING if verdict.needs_mending:
            _while_broken(session, message, verdict, now, channels)
        case OutboxState.WAITING | OutboxState.SENDING:
            outbox.later(session, message_id, verdict.retry_at or now, verdict.error, now)
        case OutboxState.MERGED:
            outbox.give_up(session, message_id, verdict.state, verdict.error, now)
        case OutboxState.UNSURE:
            outbox.unsure(session, message_id, verdict.error, now)
            unhandled.unsure(session, message, now)
        case OutboxState.DEAD:
            outbox.dead(session, message_id, verdict.error, now)
            unhandled.undelivered(session, message, now, verdict.error)
        case OutboxState.REFUSED:
            _refused(session, message, verdict, now, channels)
        case _:
            assert_never(verdict.state)


def bounced(session: Session, bounce: Bounce, now: datetime, channels: Sequence[str]) -> None:
    """What was taken and never arrived goes another way; what nobody knows of is nothing.

    Raises SendLater while a message to this chat is not written down yet: it may be the one.
    """
    message = outbox.find_sent(session, bounce.channel, bounce.chat_id, bounce.receipt)
    if message is None:
        if under_way.is_sending(session, bounce.channel, bounce.chat_id):
            raise SendLater("刚发出的消息还没有记下。", 1)
        return
    outbox.bounced(session, message.id or 0, bounce.reason, now)
    _another_way(session, message, now, channels, bounce.reason)


def _while_broken(
    session: Session,
    message: OutboundMessage,
    verdict: Verdict,
    now: datetime,
    channels: Sequence[str],
) -> None:
    """The desk knows what is wrong; the message goes another way, or waits for the mending."""
    unhandled.needs_mending(session, message, verdict.error, now)
    if (way := _next_way(session, message, now, channels)) is None:
        outbox.later(session, message.id or 0, verdict.retry_at or now, verdict.error, now)
    else:
        outbox.refused(session, message.id or 0, verdict.error, now)
        _hand_on(session, message, way, now)


def _refused(
    session: Session,
    message: OutboundMessage,
    verdict: Verdict,
    now: datetime,
    channels: Sequence[str],
) -> None:
    """It goes another way, and what follows does not come this way first."""
    outbox.refused(session, message.id or 0, verdict.error, now)
    if verdict.is_unreached and not message.is_group:
        people.unreached(session, message.channel, message.chat_id, now)
    _another_way(session, message, now, channels, verdict.error)


def _another_way(
    session: Session, message: OutboundMessage, now: datetime, channels: Sequence[str], why: str
) -> None:
    if (way := _next_way(session, message, now, channels)) is None:
        unhandled.undelivered(session, message, now, why)
    else:
        _hand_on(session, message, way, now)


def _hand_on(session: Session, message: OutboundMessage, way: Identity, now: datetime) -> None:
    """The same words go another way; what a notice has reached is counted there."""
    outbox.put(session, _by(way, message, now))
    if message.broadcast_id is not None:
        broadcasts.leave(session, message.id or 0)


def _next_way(
    session: Session, message: OutboundMessage, now: datetime, channels: Sequence[str]
) -> Identity | None:
    if message.is_group:
        return None
    tried = _tried(session, message)
    known = people.list_identities(session, message.person_id or 0, now)
    return next(
        (one for one in known if one.channel in channels and one.channel not in tried), None
    )


def _tried(session: Session, message: OutboundMessage) -> set[str]:
    """The channels of this row and of the rows that it stands in for."""
    keys = list(accumulate(message.key.split(":"), lambda before, part: f"{before}:{part}"))
    found = session.exec(select(OutboundMessage.channel).where(col(OutboundMessage.key).in_(keys)))
    return {message.channel, *found}


def _by(way: Identity, message: OutboundMessage, now: datetime) -> OutboundMessage:
    return OutboundMessage(
        county_id=message.county_id,
        key=f"{message.key}:{way.channel}",
        channel=way.channel,
        chat_id=way.external_id,
        audience=message.audience,
        person_id=message.person_id,
        case_id=message.case_id,
        broadcast_id=message.broadcast_id,
        cause_id=message.cause_id,
        text_key=message.text_key,
        text=message.text,
        card=message.card,
        urgent=message.urgent,
        created_at=now,
        not_before=now,
    )
