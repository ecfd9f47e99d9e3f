"""Pictures, voices and films that residents send: fetched on receipt, kept with the media.

A small one is there before its message is stored; a larger one follows, and the message says then
where it is.
"""

import json

from bot.channels.base import Inbound
from bot.channels.official_account.messages import NAME
from bot.channels.platform.api import Api, File
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT
from bot.channels.platform.ground import Ground
from bot.channels.platform.late_files import LateFiles, fetch_file
from storage import media

_AT_ONCE = 1.5  # seconds: the platform waits for five


class Pictures:
    """Fetches what messages refer to by `media_id`."""

    def __init__(self, caller: Caller, api: Api, ground: Ground) -> None:
        self._caller = caller
        self._api = api
        self.late = LateFiles(NAME, self._fetch, OFFICIAL_ACCOUNT, ground)

    async def fetched(self, message: Inbound) -> Inbound:
        """The message with its file if that comes at once; else `late` follows it once stored."""
        return await self.late.at_once(message, _AT_ONCE)

    async def _fetch(self, media_id: str) -> File:
        file = await fetch_file(self._caller, media_id)
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
