"""Pictures, voices and films that residents send: fetched on receipt, kept with the media.

A small one is there before its message is stored; a larger one follows, and the message says then
where it is.
"""

import asyncio
import json
from dataclasses import replace

import structlog

from bot.channels.base import Inbound, SendLater
from bot.channels.official_account.messages import NAME
from bot.channels.platform.api import Api, ApiError, File
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT
from bot.channels.platform.ground import Ground
from bot.channels.platform.late_files import LateFiles
from storage import media

_AT_ONCE = 1.5  # seconds: the platform waits for five

_log = structlog.stdlib.get_logger(__name__)


class Pictures:
    """Fetches what messages refer to by `media_id`."""

    def __init__(self, caller: Caller, api: Api, ground: Ground) -> None:
        self._caller = caller
        self._api = api
        self.late = LateFiles(NAME, self._fetch, OFFICIAL_ACCOUNT, ground)

    async def fetched(self, message: Inbound) -> Inbound:
        """The message with its file if that comes at once; else the file will follow."""
        media_id = str(message.data.get("media_id", ""))
        if not media_id or not self.late.has_room:
            return message
        try:
            async with asyncio.timeout(_AT_ONCE):
                return replace(message, data={**message.data, **await self.late.kept(media_id)})
        except TimeoutError:
            pass
        except (SendLater, ApiError) as error:
            _log.info("media.not_yet", reason=type(error).__name__)
        self.late.follow(message)
        return message

    async def _fetch(self, media_id: str) -> File:
        file = await self._caller.download(
            "/cgi-bin/media/get", media.LARGEST, {"media_id": media_id}
        )
        address = _address(file)
        return file if address is None else await self._api.fetch(address, media.LARGEST)


def _address(file: File) -> str | None:
    """A film comes as the address where it is."""
    if not file.content.startswith(b"{"):
        return None
    try:
        found = json.loads(file.content).get("video_url")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, str) else None
