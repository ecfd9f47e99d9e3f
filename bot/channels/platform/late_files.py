"""Files that could not be had with their message: tried again, and in the end said to be missing.

The platforms keep a file for three days. What was being tried when a service stopped is found again
when the next one starts.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import structlog

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import ApiError, File, TooLargeError
from bot.channels.platform.errcodes import Do, Meanings, meaning_of
from bot.channels.platform.ground import Ground
from storage import inbox, media
from storage.db import DatabaseUnavailableError

KEPT_FOR = timedelta(days=3)
_PAUSES = (5.0, 60.0, 600.0, 3600.0, 6 * 3600.0)
_MOST = 500  # files on their way
_AT_ONCE = 4
_GIVEN_UP = "多次没有取到，请向对方再要一次。"

Fetch = Callable[[str], Awaitable[File]]

_log = structlog.stdlib.get_logger(__name__)


class Downloads(Protocol):
    """A platform that gives files, with the access token put in."""

    async def download(self, path: str, limit: int, query: Mapping[str, str]) -> File:
        """A file the platform keeps."""
        ...


async def fetch_file(calls: Downloads, media_id: str) -> File:
    """The file that the platform keeps under this id."""
    return await calls.download("/cgi-bin/media/get", media.LARGEST, {"media_id": media_id})


class LateFiles:
    """Follows what messages of one channel refer to by `media_id`."""

    def __init__(self, channel: str, fetch: Fetch, meanings: Meanings, ground: Ground) -> None:
        self._channel = channel
        self._fetch = fetch
        self._meanings = meanings
        self._ground = ground
        self._doors = asyncio.Semaphore(_AT_ONCE)
        self.fetching: set[asyncio.Task[None]] = set()

    @property
    def has_room(self) -> bool:
        """More files can be followed."""
        return len(self.fetching) < _MOST

    async def start(self) -> None:
        """What another service left unfinished is being fetched."""
        since = self._ground.clock.now() - KEPT_FOR
        try:
            found = await self._ground.db.read(
                lambda session: inbox.list_without_file(session, self._channel, since)
            )
        except DatabaseUnavailableError:
            return
        for key, media_id in found:
            self._follow(key, media_id)

    async def at_once(self, message: Inbound, within: float) -> Inbound:
        """The message with its file, or why it has none, if that is known in so many seconds.

        What is still missing is to be followed once the message is stored, and not before.
        """
        media_id = str(message.data.get("media_id", ""))
        if not media_id or not self.has_room:
            return message
        try:
            async with asyncio.timeout(within):
                return replace(message, data={**message.data, **await self.kept(media_id)})
        except (TimeoutError, SendLater, ApiError, OSError) as error:
            _log.info("media.not_yet", channel=self._channel, reason=type(error).__name__)
        return message

    def follow(self, message: Inbound) -> None:
        """The file of this stored message follows, if it has one and it is not there."""
        media_id = str(message.data.get("media_id", ""))
        if media_id and not {"file", "not_kept"} & message.data.keys():
            self._follow(message.key, media_id)

    async def stop(self) -> None:
        """Nothing is fetched any more; the platform still has what is missing."""
        for task in tuple(self.fetching):
            task.cancel()
        if self.fetching:
            await asyncio.wait(self.fetching, timeout=1.0)

    async def kept(self, media_id: str) -> Mapping[str, str]:
        """What the message says of its file: where it is kept, or why it never will be.

        Raises SendLater, and ApiError for what may pass.
        """
        try:
            file = await self._fetch(media_id)
            kept = await asyncio.to_thread(media.put, self._ground.media_dir, file.content)
        except TooLargeError:
            return {"not_kept": "文件超过20兆。"}
        except media.MediaRefusedError as refusal:
            return {"not_kept": str(refusal)}
        except ApiError as error:
            meaning = meaning_of(error, self._meanings)
            if meaning.do is not Do.STOP:
                raise
            return {"not_kept": meaning.reason}
        return {"file": kept.name, "mime": kept.mime}

    def _follow(self, key: str, media_id: str) -> None:
        if not self.has_room:
            return
        task = asyncio.create_task(self._fetch_later(key, media_id))
        self.fetching.add(task)
        task.add_done_callback(self.fetching.discard)

    async def _fetch_later(self, key: str, media_id: str) -> None:
        for pause in (0.0, *_PAUSES):
            await asyncio.sleep(pause)
            if await self._try(key, media_id):
                return
        name = hashlib.sha256(key.encode()).hexdigest()
        _log.warning("media.missing", channel=self._channel, message_key=name)
        try:
            await self._say(key, {"not_kept": _GIVEN_UP})
        except DatabaseUnavailableError:
            return  # tried again when the next service starts

    async def _try(self, key: str, media_id: str) -> bool:
        try:
            async with self._doors:
                await self._say(key, await self.kept(media_id))
        except (SendLater, ApiError, DatabaseUnavailableError, OSError) as error:
            _log.info("media.not_yet", channel=self._channel, reason=type(error).__name__)
            return False
        return True

    async def _say(self, key: str, more: Mapping[str, str]) -> None:
        await self._ground.db.tx(
            lambda session: inbox.add_data(session, self._channel, key, dict(more))
        )
