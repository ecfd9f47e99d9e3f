"""The way in: what a channel heard becomes inbox rows, is committed, and wakes the worker."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.channels.base import CallbackError, Inbound
from bot.metrics import Metrics
from storage import inbox
from storage.clock import Clock
from storage.codes import InboxState
from storage.db import Database, DatabaseUnavailableError
from storage.tables.region import County
from storage.together import Together
from storage.troubles import Trouble

LONGEST_TEXT = 10_000
LONGEST_ID = 255
LONGEST_NAME = 64
ANSWER_WITHIN = 4.0  # seconds; a platform hangs up after five and calls again
NOT_SEEDED = "这里还没有县域数据，消息没有收下。请管理员先运行 gridwhistle seed。"


class Inlet:
    """Stores what channels heard; the same key is one message, however often it is told."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        metrics: Metrics,
        woken: Callable[[], None],
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self._db = db
        self._clock = clock
        self._metrics = metrics
        self._woken = woken
        self._answer_within = answer_within
        self._stored: Together[inbox.Row, int | None] = Together(db, inbox.put_rows)
        self._county_id: int | None = None

    async def accept(self, heard: Sequence[Inbound]) -> None:
        """All of it is committed. Raises CallbackError (503) when there is no county yet.

        Raises DatabaseUnavailableError when the commit takes longer than a platform waits; what
        is committed after that is one message with the platform's next try.
        """
        if not heard:
            return
        county_id = self._county_id or await self._county()
        now = self._clock.now()
        # Callbacks that come while a commit is under way share the next one.
        rows = [_row(one, county_id, now) for one in heard]
        try:
            async with asyncio.timeout(self._answer_within):
                ids = [await self._stored.ask(rows[0])] if len(rows) == 1 else await self._all(rows)
        except TimeoutError:
            raise DatabaseUnavailableError(Trouble.LOCKED) from None
        self._count(heard, ids)

    async def accept_with(self, heard: Sequence[Inbound], also: Callable[[Session], None]) -> None:
        """All of it is committed together with what `also` writes; nothing is when that raises.

        `also` may be called more than once. Raises CallbackError (503) when there is no county yet.
        """
        county_id = (self._county_id or await self._county()) if heard else 0
        now = self._clock.now()
        rows = [_row(one, county_id, now) for one in heard]

        def store(session: Session) -> Sequence[int | None]:
            also(session)
            return inbox.put_rows(session, rows)

        self._count(heard, await self._db.tx(store))

    def _count(self, heard: Sequence[Inbound], ids: Sequence[int | None]) -> None:
        for one, stored in zip(heard, ids, strict=True):
            outcome = "repeated" if stored is None else "stored"
            self._metrics.heard.labels(one.channel, outcome).inc()
        self._woken()

    async def _all(self, rows: Sequence[inbox.Row]) -> Sequence[int | None]:
        return await asyncio.gather(*(self._stored.ask(row) for row in rows))

    async def _county(self) -> int:
        found = await self._db.read(_find_county)
        if found is None:
            raise CallbackError(NOT_SEEDED, status=503)
        self._county_id = found
        return found


def _find_county(session: Session) -> int | None:
    return session.exec(select(County.id).order_by(col(County.id)).limit(1)).first()


def _row(heard: Inbound, county_id: int, now: datetime) -> inbox.Row:
    text, data = heard.text, {name: _clean(value) for name, value in heard.data.items()}
    if len(text) > LONGEST_TEXT:
        data["cut"] = f"原文共 {len(text)} 字，只留下前 {LONGEST_TEXT} 字"
        text = text[:LONGEST_TEXT]
    return {
        "county_id": county_id,
        "channel": heard.channel,
        "key": _text(heard.key)[:LONGEST_ID],
        "chat_id": _text(heard.chat_id)[:LONGEST_ID],
        "is_group": heard.is_group,
        "sender_id": _text(heard.sender_id)[:LONGEST_ID],
        "sender_name": _text(heard.sender_name)[:LONGEST_NAME],
        "kind": heard.kind,
        "text": _text(text),
        "data": data,
        "sent_at": heard.sent_at,
        "received_at": now,
        "state": InboxState.WAITING,
        "attempts": 0,
        "next_attempt_at": now,
        "intent": "",
        "error": "",
    }


def _text(value: str) -> str:
    """Without NUL and halves of surrogate pairs, which no database keeps."""
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _clean(value: Any) -> Any:  # noqa: ANN401  (JSON as a platform sent it)
    match value:
        case str():
            return _text(value)
        case dict():
            return {_text(str(key)): _clean(one) for key, one in value.items()}
        case list() | tuple():
            return [_clean(one) for one in value]
        case _:
            return value
