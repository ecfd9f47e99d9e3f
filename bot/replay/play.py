"""One record played through the real inbox, turn, timers and sender, under a clock that is set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.channels.base import Inbound, QuietChannel
from bot.loops import Loops
from bot.replay.cast import Cast
from bot.replay.passing import pass_until
from bot.replay.stage import BOT, CHANNEL
from bot.replay.transcript import Line, Place, Transcript
from storage import cases, outbox
from storage.clock import SetClock
from storage.codes import MessageKind, OutboxState
from storage.tables.message import OutboundMessage

_NUMBER = re.compile(r"[#\uff03](\d{1,7})")
SETTLE_FOR = timedelta(minutes=5)
_MOST_STEPS = 2000


class Listener(QuietChannel):
    """The channel of a replay: whatever is said is taken at once and stays in the outbox."""

    name = CHANNEL
    may_repeat = True

    async def send(self, message: OutboundMessage) -> str:
        """Taken."""
        return f"replay-{message.id}"


@dataclass
class Heard:
    """When each message of the record was heard, and what had been said by then."""

    moments: dict[int, datetime] = field(default_factory=dict)
    said_after: dict[int, int] = field(default_factory=dict)  # outbox row → message number


class Player:
    """Plays the lines of one record at their moments, with everything that falls due between."""

    def __init__(self, loops: Loops, clock: SetClock, transcript: Transcript, cast: Cast) -> None:
        self._loops = loops
        self._clock = clock
        self._transcript = transcript
        self._cast = cast
        self._last_of: dict[str, str] = {}  # speaker → key of their last message
        self._newest = 0
        self._seen = 0
        self.heard = Heard()

    async def play(self) -> Heard:
        """Everything was said, heard, and given five quiet minutes to settle."""
        await self._look()
        self.heard.said_after.clear()
        for line in self._transcript.lines:
            await self._pass_until(line.at)
            self._newest = line.number
            self.heard.moments[line.number] = line.at
            await (self._was_said(line) if line.role == BOT else self._hear(line))
        end = max([self._transcript.now, *self.heard.moments.values()])
        await self._pass_until(end)
        await self._pass_until(end + SETTLE_FOR)
        return self.heard

    async def _hear(self, line: Line) -> None:
        await self._loops.inlet.accept([self._inbound(line)])
        await self._settle()

    def _inbound(self, line: Line) -> Inbound:
        sender_id = self._cast.sender(line)
        data: Mapping[str, object] = line.data
        if line.kind is MessageKind.RECALL:
            data = {"key": self._last_of.get(sender_id, "")}
        key = key_of(self._transcript, line)
        if line.kind is not MessageKind.RECALL:
            self._last_of[sender_id] = key
        return Inbound(
            channel=CHANNEL,
            key=key,
            chat_id=self._cast.chat_id,
            sender_id=sender_id,
            kind=line.kind,
            sent_at=line.at,
            text=line.text,
            is_group=self._transcript.place is not Place.PRIVATE,
            sender_name=line.speaker,
            data=data,
        )

    async def _was_said(self, line: Line) -> None:
        """What the bot said in the record stands in the outbox as sent."""
        is_group = self._transcript.place is not Place.PRIVATE
        about = await self._loops.db.read(lambda session: self._spoken_of(session, line))
        row = OutboundMessage(
            county_id=1,
            key=f"said:{key_of(self._transcript, line)}",
            channel=CHANNEL,
            chat_id=self._cast.chat_id,
            is_group=is_group,
            audience=RECORDED,
            text=line.text,
            case_id=about,
            created_at=line.at,
            not_before=line.at,
            sent_at=line.at,
            finished_at=line.at,
            state=OutboxState.SENT,
        )
        await self._loops.db.tx(lambda session: outbox.put(session, row))
        await self._settle()

    def _spoken_of(self, session: Session, line: Line) -> int | None:
        """The case whose number the line names, so that the answer to it is known to be about it."""
        told = _NUMBER.search(line.text)
        found = cases.find_numbered(session, 1, int(told[1])) if told is not None else None
        return found.id if found is not None else None

    async def _pass_until(self, until: datetime) -> None:
        await pass_until(self._loops, self._clock, until)
        await self._look()

    async def _settle(self) -> None:
        await self._loops.settle()
        await self._look()

    async def _look(self) -> None:
        """What was put into the outbox since the last look was said after the newest message."""
        fresh = await self._loops.db.read(self._fresh)
        for row_id in fresh:
            self._seen = max(self._seen, row_id)
            self.heard.said_after[row_id] = self._newest

    def _fresh(self, session: Session) -> list[int]:
        ids = session.exec(select(OutboundMessage.id).where(col(OutboundMessage.id) > self._seen))
        return [found for found in ids if found is not None]


RECORDED = "recorded"


def key_of(transcript: Transcript, line: Line) -> str:
    """The key a line's message has in the inbox."""
    return f"{transcript.id}:{line.number}"
