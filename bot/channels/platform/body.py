"""Reads the body of a callback, and no more of it than there may be."""

import asyncio

from aiohttp import ClientError, web

from bot.channels.platform.rejections import Rejection, rejected

MAX_BODY = 1024 * 1024
_READ_SECONDS = 5
_CHUNK = 64 * 1024


async def read_body(request: web.Request, most: int = MAX_BODY) -> bytes:
    """The body of a callback; raises CallbackError when it is too large, too slow or broken."""
    if (request.content_length or 0) > most:
        raise rejected(Rejection.TOO_LARGE)
    if request.content.is_eof():  # it came in one piece with the head, as nearly all do
        return _held_small(request.content.read_nowait(), most)
    body = bytearray()
    try:
        async with asyncio.timeout(_READ_SECONDS):
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                _held_small(body, most)
    except (TimeoutError, ClientError, ConnectionError, web.RequestPayloadError):
        raise rejected(Rejection.UNREADABLE) from None
    return bytes(body)


def _held_small(body: bytes | bytearray, most: int) -> bytes:
    if len(body) > most:
        raise rejected(Rejection.TOO_LARGE)
    return bytes(body)
