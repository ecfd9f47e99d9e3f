"""The one caller of the platforms' HTTP interfaces."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientPayloadError, ClientSession, ClientTimeout, StreamReader

from bot.channels.base import SendLater

_ENOUGH = ClientTimeout(total=6, connect=3)  # token, message and another token fit into 20 s
_LARGEST = 1024 * 1024


class ApiError(Exception):
    """The platform answered with an error code; `hint` is its own remark, never to be logged."""

    def __init__(self, code: int, hint: str = "") -> None:
        super().__init__(f"errcode {code}")
        self.code = code
        self.hint = hint


class Api:
    """Calls one platform. Secrets and tokens travel in it and appear in no error and no log.

    A given session stays its owner's; without one it opens its own and closes it again.
    """

    def __init__(
        self, base_url: str, session: ClientSession | None = None, timeout: ClientTimeout = _ENOUGH
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._given = session
        self._own: ClientSession | None = None
        self._timeout = timeout

    async def close(self) -> None:
        """Its own session, if it opened one, is closed."""
        if self._own is not None:
            await self._own.close()
            self._own = None

    async def post(
        self, path: str, body: Mapping[str, Any], query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The platform's answer. Raises ApiError for an error code, SendLater when none came."""
        # Errors are raised `from None`: those of aiohttp carry the address, and it the token.
        try:
            status, raw = await self._post(path, body, query or {})
        except TimeoutError:
            raise SendLater("平台没有按时答复。") from None
        except (ClientError, OSError) as error:
            raise SendLater(f"连不上平台（{type(error).__name__}）。") from None
        if status != 200:
            raise SendLater(f"平台暂时出错（HTTP {status}）。")
        return _answer(raw)

    async def _post(
        self, path: str, body: Mapping[str, Any], query: Mapping[str, str]
    ) -> tuple[int, bytes]:
        # The platform takes \uXXXX literally (40033), so Chinese goes as it is.
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        async with self._session().post(
            self._base_url + path,
            params=query,
            data=data,
            headers={"Content-Type": "application/json; charset=utf-8"},
            timeout=self._timeout,
            allow_redirects=False,
        ) as response:
            return response.status, await _read(response.content)

    def _session(self) -> ClientSession:
        if self._given is not None:
            return self._given
        if self._own is None:
            self._own = ClientSession()
        return self._own


async def _read(content: StreamReader) -> bytes:
    raw = bytearray()
    async for chunk in content.iter_chunked(64 * 1024):
        raw += chunk
        if len(raw) > _LARGEST:
            raise ClientPayloadError
    return bytes(raw)


def _answer(raw: bytes) -> dict[str, Any]:
    # Whatever the Content-Type says, the answer is JSON, and the status is 200 even for errors.
    try:
        answer = json.loads(raw)
        code = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise SendLater("平台的答复读不懂。") from None
    if code:
        raise ApiError(code, str(answer.get("errmsg", "")))
    return dict(answer)
