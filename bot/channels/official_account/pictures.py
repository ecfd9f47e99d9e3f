"""Pictures, voices and films that residents send: fetched on receipt, kept with the media.

The platform keeps a file for three days. A small one is there before its message is stored; a
larger one follows, and the message says then where it is.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import Api, ApiError, File, TooLargeError
from bot.channels.platform.caller import Caller
from bot.channels.platform.ground import Ground
from storage import inbox, media
from storage.db import DatabaseUnavailableError

_AT_ONCE = 1.5  # seconds: the platform waits for five
_PAUSES = (5.0, 60.0, 600.0)
_MOST = 20  # files on their way

_log = structlog.stdlib.get_logger(__name__)


class Pictures:
    """Fetches what messages refer to by `media_id`."""

    def __init__(self, caller: Caller, api: Api, ground: Ground) -> None:
        self._caller = caller
        self._api = api
        self._ground = ground
        self._fetching: set[asyncio.Task[None]] = set()

    async def fetched(self, message: Inbound) -> Inbound:
        """The message with its file if that comes at once; else the file will follow."""
        media_id = str(message.data.get("media_id", ""))
        if not media_id or len(self._fetching) >= _MOST:
            return message
        try:
            async with asyncio.timeout(_AT_ONCE):
                return replace(message, data={**message.data, **await self._kept(media_id)})
        except TimeoutError:
            pass
        except (SendLater, ApiError) as error:
            _log.info("media.not_yet", reason=type(error).__name__)
        self._follow(message, media_id)
        return message

    async def stop(self) -> None:
        """Nothing is fetched any more; the platform still has what is missing."""
        for task in tuple(self._fetching):
            task.cancel()
        if self._fetching:
            await asyncio.wait(self._fetching, timeout=1.0)

    def _follow(self, message: Inbound, media_id: str) -> None:
        task = asyncio.create_task(self._fetch_later(message, media_id))
        self._fetching.add(task)
        task.add_done_callback(self._fetching.discard)

    async def _fetch_later(self, message: Inbound, media_id: str) -> None:
        for pause in (0.0, *_PAUSES):
            await asyncio.sleep(pause)
            try:
                found = await self._kept(media_id)
                await self._ground.db.tx(
                    lambda session, found=found: inbox.add_data(  # type: ignore[misc]
                        session, message.channel, message.key, found
                    )
                )
            except (SendLater, ApiError, DatabaseUnavailableError) as error:
                _log.info("media.not_yet", reason=type(error).__name__)
            else:
                return
        _log.warning("media.missing", message_key=hashlib.sha256(message.key.encode()).hexdigest())

    async def _kept(self, media_id: str) -> Mapping[str, str]:
        """What the message says of its file: where it is kept, or why it is not."""
        try:
            file = await self._caller.download(
                "/cgi-bin/media/get", media.LARGEST, {"media_id": media_id}
            )
            if (address := _address(file)) is not None:
                file = await self._api.fetch(address, media.LARGEST)
            kept = await asyncio.to_thread(media.put, self._ground.media_dir, file.content)
        except TooLargeError:
            return {"not_kept": "文件超过20兆。"}
        except media.MediaRefusedError as refusal:
            return {"not_kept": str(refusal)}
        return {"file": kept.name, "mime": kept.mime}


def _address(file: File) -> str | None:
    """A film comes as the address where it is."""
    if not file.content.startswith(b"{"):
        return None
    try:
        found = json.loads(file.content).get("video_url")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, str) else None
