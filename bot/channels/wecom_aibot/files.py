"""Opens the files that members send to a robot: they lie sealed, and for five minutes only."""

import base64
import binascii
from dataclasses import replace

from wechatpy.crypto import WeChatCipher

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import Api, File
from storage import media

_BLOCK = 32


class Files:
    """Fetches a file and opens it, with its own key or with the robot's."""

    def __init__(self, api: Api, aes_key: str) -> None:
        self._api = api
        self._aes_key = aes_key

    async def fetch(self, heard: Inbound) -> File:
        """The file of the message. Raises SendLater, ApiError or TooLargeError."""
        sealed = await self._api.fetch(str(heard.data.get("url", "")), media.LARGEST + _BLOCK)
        key = str(heard.data.get("aes_key", "")) or self._aes_key
        return replace(sealed, content=opened(sealed.content, key))


def opened(content: bytes, key: str) -> bytes:
    """What is inside; raises SendLater when it cannot be opened."""
    try:
        cipher = WeChatCipher(base64.b64decode(key + "=" * (-len(key) % 4)))
        plain: bytes = cipher.decrypt(content)
    except (binascii.Error, ValueError, AssertionError):
        raise SendLater("文件打不开。") from None
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise SendLater("文件打不开。")
    return plain[:-pad]


def without_key(heard: Inbound) -> Inbound:
    """The same message without the key and the address, which serve for nothing any more."""
    kept = {name: value for name, value in heard.data.items() if name not in ("aes_key", "url")}
    return replace(heard, data=kept)
