"""Pictures, voices and videos of members, fetched when they arrive: the platform keeps them 3 days."""

import asyncio
from dataclasses import replace
from pathlib import Path

import structlog

from bot.channels.base import Inbound, SendLater
from bot.channels.platform.api import ApiError, File, TooLargeError
from bot.channels.platform.caller import Caller
from storage import media
from storage.codes import MessageKind

_PATH = "/cgi-bin/media/get"
_WITHIN = 3.0  # seconds: the platform waits 5 for its answer
_KINDS = frozenset({MessageKind.IMAGE, MessageKind.VOICE, MessageKind.VIDEO})

_log = structlog.stdlib.get_logger(__name__)


async def with_file(message: Inbound, caller: Caller, root: Path) -> Inbound:
    """The message with its file kept under `root`; as it is when it has none or it cannot be had."""
    media_id = str(message.data.get("media_id", ""))
    if message.kind not in _KINDS or not media_id:
        return message
    try:
        async with asyncio.timeout(_WITHIN):
            file = await fetch_file(caller, media_id)
        kept = await asyncio.to_thread(_kept, root, file)
    except (ApiError, SendLater, TooLargeError, TimeoutError, media.MediaRefusedError) as error:
        _log.warning("media.not_fetched", kind=message.kind.value, reason=type(error).__name__)
        return message
    return replace(message, data={**message.data, "file": kept.name, "mime": kept.mime})


async def fetch_file(caller: Caller, media_id: str) -> File:
    """The file that the platform keeps under this id."""
    return await caller.download(_PATH, media.LARGEST, {"media_id": media_id})


def _kept(root: Path, file: File) -> media.MediaFile:
    return media.put(root, file.content)
