"""How often we may speak to a person after something the person did.

The decisions are pure: what was done, when we spoke, and `now` go in. `Windows` looks that up in
the inbox and in a row of its own, so all replicas agree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.channels.base import SendLater, SendSpared
from handlers.manners import NOTICES
from storage import sending
from storage.clock import Clock
from storage.codes import MessageKind
from storage.db import Database, DatabaseUnavailableError
from storage.tables.message import OutboundMessage


@dataclass(frozen=True)
class Opening:
    """What one thing that a person does allows us: so many messages, within so long."""

    most: int
    within: timedelta


MESSAGE = Opening(5, timedelta(hours=48))
"""公众号 and 微信客服: the person wrote something."""
TAP = Opening(3, timedelta(minutes=1))
"""公众号: the person tapped a menu (an item of a msgmenu too), followed, or scanned a code."""
NOTHING = Opening(0, timedelta())
"""The person left."""

KEPT = 2
"""Of the messages that a person's words allow: for the result, and for asking about it."""

OpeningOf = Callable[[MessageKind, Mapping[str, object]], Opening]
_TAPS = frozenset({MessageKind.BUTTON, MessageKind.FOLLOW})


def opening_of(kind: MessageKind, data: Mapping[str, object]) -> Opening:
    """What this allows at a 公众号; `data` is as in the inbox."""
    if kind is MessageKind.UNFOLLOW:
        return NOTHING
    return TAP if kind in _TAPS or data.get("menu_id") else MESSAGE


def opening_of_customer(kind: MessageKind, _data: Mapping[str, object]) -> Opening:
    """What this allows at 微信客服: only words count, and a tap on a menu is words there."""
    return NOTHING if kind in _TAPS or kind is MessageKind.UNFOLLOW else MESSAGE


def left(by: Opening, at: datetime, sent_at: Sequence[float], now: datetime) -> int:
    """How many messages may still be sent, when `by` was done at `at` and nothing after it.

    Allowances do not add up: the last thing done counts alone.
    """
    if now >= at + by.within:
        return 0
    since = int(at.timestamp())  # platforms tell whole seconds
    return max(0, by.most - sum(one >= since for one in sent_at))


def spare(message: OutboundMessage, left: int) -> None:
    """Raises SendSpared for a notice of how it goes when the last messages are better kept."""
    if message.text_key in NOTICES and left <= KEPT:
        raise SendSpared("能发的条数不多了，留给办理结果和回访。")


class Windows:
    """Knows for each person of one channel how many messages the platform will still take."""

    def __init__(
        self, channel: str, db: Database, clock: Clock, opening: OpeningOf = opening_of
    ) -> None:
        self._channel = channel
        self._db = db
        self._clock = clock
        self._opening = opening

    async def left(self, chat_id: str) -> int:
        """How many messages may be sent there now. Raises SendLater without the database."""
        now = self._clock.now()
        try:
            return await self._db.read(lambda session: self._left(session, chat_id, now))
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None

    async def sent(self, chat_id: str) -> None:
        """One more message was taken by the platform."""
        now = self._clock.now()
        try:
            await self._db.tx(lambda session: self._sent(session, chat_id, now))
        except DatabaseUnavailableError:
            return  # it arrived, and that counts more; the platform counts by itself

    def _left(self, session: Session, chat_id: str, now: datetime) -> int:
        heard = sending.find_last_heard(session, self._channel, chat_id)
        if heard is None:
            return 0
        sent_at = sending.find_sent(session, self._key(chat_id))
        return left(self._opening(heard.kind, heard.data), heard.sent_at, sent_at, now)

    def _sent(self, session: Session, chat_id: str, now: datetime) -> None:
        log = sending.hold_log(session, self._key(chat_id))
        oldest = (now - MESSAGE.within).timestamp()
        kept = [at for at in log.sent_at if at > oldest]
        sending.write_log(log, [*kept, now.timestamp()], MESSAGE.within)

    def _key(self, chat_id: str) -> str:
        return f"window:{self._channel}:{chat_id}"
