"""What stands behind the page's addresses: seats, talk, pictures, reasons, time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.channels.base import Inbound
from bot.channels.webchat import story, why
from bot.channels.webchat.moving import TimeMachine
from bot.channels.webchat.posting import NAME, RefusedError, read_post, seat_of
from bot.channels.webchat.seats import Room, Seat, furnish, lineage
from bot.channels.webchat.shown import Shown, heard, iso, merged, read_order, said
from bot.channels.webchat.stream import Hub
from handlers.coordinates import Point, to_gcj02
from storage import chats, media
from storage.clock import ShiftedClock
from storage.codes import MessageKind
from storage.db import Database
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.region import Place

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]

_PAGE = 50
_NOT_SEEDED = "这里还没有县域数据，请先运行 gridwhistle init。"


class Desk:
    """Everything a visitor can ask for or do."""

    def __init__(
        self,
        db: Database,
        accept: Accept,
        clock: ShiftedClock,
        media_root: Path,
        on_clock_moved: Callable[[], Awaitable[None]],
    ) -> None:
        self.hub = Hub()
        self.media_root = media_root
        self._db = db
        self._accept = accept
        self._clock = clock
        self._known: tuple[tuple[int | None, int | None], chats.Roster, Room] | None = None
        self._machine = TimeMachine(db, clock, on_clock_moved, self._tell_time)

    # ---- looking ---------------------------------------------------------------------------

    async def start(self) -> dict[str, Any]:
        """Seats, chats, the newest messages and the time: all a page needs at first."""
        messages = await self._db.read(self._newest)
        roster, room = await self._house()
        first = min((person.created_at for _, person in roster.people), default=None)
        return {
            "instance": f"{roster.county.code} {iso(first) if first else ''}",
            "county": {"name": roster.county.name, "centre": roster.county.centre_name},
            "now": iso(self._clock.now()),
            "has_story": story.told(story.the_story(), room) is not None,
            "seats": [_seat(seat) for seat in room.seats.values()],
            "chats": [
                {"id": c.id, "name": c.name, "is_group": c.is_group, "members": c.members}
                for c in room.chats.values()
            ],
            "messages": messages,
        }

    def _newest(self, session: Session) -> list[Shown]:
        inbound, outbound = chats.list_heard(session, NAME), chats.list_said(session, NAME)
        return self._merged(session, inbound, outbound)

    async def earlier(self, query: dict[str, str]) -> dict[str, Any]:
        """Messages of a chat before the one whose order is given."""
        before, chat = read_order(query.get("before", "")), query.get("chat", "")
        if before is None:
            raise RefusedError("不知道从哪里往前看。")

        def find(session: Session) -> list[Shown]:
            inbound = chats.list_heard(session, NAME, chat_id=chat, before=before, limit=_PAGE)
            outbound = chats.list_said(session, NAME, chat_id=chat, before=before, limit=_PAGE)
            return self._merged(session, inbound, outbound)

        return {"messages": (await self._db.read(find))[-_PAGE:]}

    def _merged(
        self,
        session: Session,
        inbound: Sequence[InboundMessage],
        outbound: Sequence[OutboundMessage],
    ) -> list[Shown]:
        back = chats.taken_back(session, NAME, sorted({row.chat_id for row in inbound}))
        return merged(inbound, outbound, back, self._clock.now())

    async def places(self, query: dict[str, str]) -> dict[str, Any]:
        """Positions that a seat may send, those nearest to home first."""
        roster, room = await self._house()
        seat = seat_of(room, dict(query))
        for region_id in lineage(seat.region_id, roster):
            spots = await self._db.read(partial(chats.list_spots, region_ids=[region_id]))
            if spots:
                return {"places": [_spot(spot, roster.regions[region_id].name) for spot in spots]}
        return {"places": []}

    async def why(self, message_id: str) -> dict[str, Any]:
        """The reasons behind a message."""
        found = await self._db.read(lambda session: why.explain(session, message_id))
        if found is None:
            raise RefusedError("没有这条消息。", 404)
        return found

    async def story(self) -> dict[str, Any]:
        """The story's steps."""
        found = story.told(story.the_story(), await self._room())
        if found is None:
            raise RefusedError("这个县里没有故事要用的人和群，请用演示县。", 404)
        return found | {"waits_for_morning": not await self._machine.is_early_in_a_workday()}

    # ---- doing -----------------------------------------------------------------------------

    async def post(self, posted: dict[str, Any]) -> dict[str, Any]:
        """The message is stored, once; every page sees it."""
        inbound = read_post(posted, await self._room(), self.media_root, self._clock.now())
        await self._accept([inbound])
        row = await self._db.read(lambda s: chats.find_heard(s, NAME, inbound.key))
        if row is None:
            raise RefusedError("没有收下，请再发一次。", 503)
        message = heard(row)
        self.hub.publish("say", message)
        return {"message": message}

    async def recall(self, posted: dict[str, Any]) -> dict[str, Any]:
        """The seat's own message is taken back; the bot hears of it."""
        seat = seat_of(await self._room(), posted)
        row = await self._find_own(seat, str(posted.get("message", "")))
        await self._accept(
            [
                Inbound(
                    channel=NAME,
                    key=f"recall:{row.key}",
                    chat_id=row.chat_id,
                    sender_id=seat.id,
                    kind=MessageKind.RECALL,
                    sent_at=self._clock.now(),
                    is_group=row.is_group,
                    sender_name=seat.name,
                    data={"key": row.key},
                )
            ]
        )
        self.hub.publish("recall", {"id": f"i{row.id}"})
        return {"recalled": f"i{row.id}"}

    async def _find_own(self, seat: Seat, message_id: str) -> InboundMessage:
        digits = message_id[1:]
        if not message_id.startswith("i") or not digits.isdecimal() or len(digits) > 15:
            raise RefusedError("没有这条消息。", 404)
        row = await self._db.read(lambda s: s.get(InboundMessage, int(digits)))
        if row is None or row.channel != NAME or row.kind is MessageKind.RECALL:
            raise RefusedError("没有这条消息。", 404)
        if row.sender_id != seat.id:
            raise RefusedError("只能撤回自己的消息。", 403)
        return row

    async def keep_picture(self, content: bytes) -> dict[str, str]:
        """The picture is kept; raises MediaRefusedError."""
        if not media.MIMES[media.sniff(content)].startswith("image/"):
            raise media.MediaRefusedError("这里只收图片。")
        kept = await asyncio.to_thread(media.put, self.media_root, content)
        return {"file": kept.name, "mime": kept.mime}

    def speak(self, message: OutboundMessage) -> None:
        """Every page sees what the bot says."""
        self.hub.publish("say", said(message, self._clock.now()))

    # ---- time ------------------------------------------------------------------------------

    async def time(self) -> dict[str, Any]:
        """What time it is in the demo."""
        return {"now": iso(self._clock.now())}

    async def move(self, posted: dict[str, Any]) -> dict[str, Any]:
        """Time has passed; gives what time it is."""
        says = await self._machine.go(posted)
        return {"now": iso(self._clock.now()), "says": says}

    def _tell_time(self) -> None:
        self.hub.publish("clock", {"now": iso(self._clock.now())})

    # ---- the county ------------------------------------------------------------------------

    async def _house(self) -> tuple[chats.Roster, Room]:
        return await self._db.read(self._read_house)

    def _read_house(self, session: Session) -> tuple[chats.Roster, Room]:
        mark = chats.roster_mark(session, NAME)
        if self._known is None or self._known[0] != mark:
            roster = chats.load_roster(session, NAME)
            if roster is None:
                raise RefusedError(_NOT_SEEDED, 503)
            self._known = (mark, roster, furnish(roster, story.the_story().cast))
        return self._known[1:]

    async def _room(self) -> Room:
        return (await self._house())[1]


def _spot(spot: Place, region: str) -> dict[str, Any]:
    return {
        "label": spot.name if region in spot.name else f"{region}{spot.name}",
        "region": region,
        **_as_on_a_phone(spot),
    }


def _as_on_a_phone(spot: Place) -> dict[str, float]:
    """The point as phones in China send it (GCJ-02)."""
    shown = to_gcj02(Point(spot.longitude or 0.0, spot.latitude or 0.0))
    return {"latitude": shown.latitude, "longitude": shown.longitude}


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "id": seat.id,
        "name": seat.name,
        "kind": seat.kind,
        "caption": seat.caption,
        "chats": seat.chats,
        "cast": seat.is_cast,
    }
