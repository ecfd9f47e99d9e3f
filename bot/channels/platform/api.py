"""The one caller of the platforms' HTTP interfaces."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    StreamReader,
)

from bot.channels.base import SendLater, SendUnsure

_ENOUGH = ClientTimeout(total=6, connect=3)  # token, message and another token fit into 20 s
_LONGER = ClientTimeout(total=15, connect=3)  # a file on its way
_LARGEST = 1024 * 1024
_CHUNK = 64 * 1024

Query = Mapping[str, str]


class ApiError(Exception):
    """The platform answered with an error code; `hint` is its own remark, never to be logged.

    `answer` is everything it said: some answers carry more than the code.
    """

    def __init__(self, code: int, hint: str = "", answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"errcode {code}")
        self.code = code
        self.hint = hint
        self.answer = answer or {}


class _NoAnswerError(SendLater):
    """The call went out, and nothing came back."""


class TooLargeError(Exception):
    """The platform's answer is larger than it may be; the rest of it was not read."""


@dataclass(frozen=True)
class File:
    """A file as it goes to a platform or comes from one."""

    content: bytes
    name: str = "file"
    mime: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"File({self.name!r}, {self.mime!r}, {len(self.content)} bytes)"


@dataclass(frozen=True)
class _Said:
    """What goes with a call, and how much of an answer is read for how long."""

    timeout: ClientTimeout
    limit: int = _LARGEST
    body: bytes | FormData | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


class Api:
    """Calls one platform. Secrets and tokens travel in it and appear in no error and no log.

    A given session stays its owner's; without one it opens its own and closes it again. Every
    method raises ApiError for an error code, and SendLater when no answer came that can be read.
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

    async def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """The platform's answer to a question without a body."""
        said = _Said(self._timeout)
        return await self._ask("GET", path, query, said)

    async def post(
        self, path: str, body: Mapping[str, Any], query: Query | None = None
    ) -> dict[str, Any]:
        """The platform's answer to a body in JSON."""
        # The platform takes \uXXXX literally (40033), so Chinese goes as it is.
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        said = _Said(self._timeout, body=data, headers=headers)
        return await self._ask("POST", path, query, said)

    async def say(
        self, path: str, body: Mapping[str, Any], query: Query | None = None
    ) -> dict[str, Any]:
        """As `post`; raises SendUnsure when the platform may have it although no answer came."""
        try:
            return await self.post(path, body, query)
        except _NoAnswerError as lost:
            raise SendUnsure(lost.reason) from None

    async def upload(
        self, path: str, file: File, query: Query | None = None, part: str = "media"
    ) -> dict[str, Any]:
        """The platform's answer to a file, sent as one part of a form."""
        form = FormData()
        form.add_field(part, file.content, filename=file.name, content_type=file.mime)
        said = _Said(_LONGER, body=form)
        return await self._ask("POST", path, query, said)

    async def download(self, path: str, limit: int, query: Query | None = None) -> File:
        """A file the platform keeps; raises TooLargeError for one of more than `limit` bytes."""
        return await self.fetch(self._base_url + path, limit, query)

    async def fetch(self, url: str, limit: int, query: Query | None = None) -> File:
        """The file at an address that a genuine callback or answer named; as with `download`."""
        if not url.startswith(("https://", "http://")):
            raise SendLater("平台给的文件地址读不懂。")
        file = await self._call("GET", url, query, _Said(_LONGER, limit))
        if file.content.startswith(b'{"errcode"'):
            read_answer(file.content)  # the status is 200 even for "there is no such file"
        return file

    async def _ask(
        self, method: str, path: str, query: Query | None, said: _Said
    ) -> dict[str, Any]:
        try:
            file = await self._call(method, self._base_url + path, query, said)
        except TooLargeError:
            raise SendLater("平台的答复读不懂。") from None
        return read_answer(file.content)

    async def _call(self, method: str, url: str, query: Query | None, said: _Said) -> File:
        # Errors are raised `from None`: those of aiohttp carry the address, and it the token.
        try:
            status, file = await self._exchange(method, url, query or {}, said)
        except (ClientConnectorError, ConnectionTimeoutError, ValueError) as error:
            raise SendLater(f"连不上平台（{type(error).__name__}）。") from None
        except TimeoutError:
            raise _NoAnswerError("平台没有按时答复。") from None
        except (ClientError, OSError) as error:
            raise _NoAnswerError(f"连不上平台（{type(error).__name__}）。") from None
        if status != 200:
            raise SendLater(f"平台暂时出错（HTTP {status}）。")
        return file

    async def _exchange(self, method: str, url: str, query: Query, said: _Said) -> tuple[int, File]:
        async with self._session().request(
            method,
            url,
            params=query,
            data=said.body,
            headers=said.headers,
            timeout=said.timeout,
            allow_redirects=False,
        ) as response:
            content = await _read(response.content, said.limit)
            name = response.content_disposition.filename if response.content_disposition else None
            return response.status, File(content, name or "file", response.content_type)

    def _session(self) -> ClientSession:
        if self._given is not None:
            return self._given
        if self._own is None:
            self._own = ClientSession()
        return self._own


async def _read(content: StreamReader, limit: int) -> bytes:
    raw = bytearray()
    async for chunk in content.iter_chunked(_CHUNK):
        raw += chunk
        if len(raw) > limit:
            raise TooLargeError
    return bytes(raw)


def read_answer(raw: bytes) -> dict[str, Any]:
    """What the platform says in JSON. Raises ApiError for an error code, SendLater for nonsense.

    Whatever its Content-Type says, the answer is JSON, and the status is 200 even for errors.
    """
    try:
        answer = json.loads(raw)
        code = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise SendLater("平台的答复读不懂。") from None
    if code:
        raise ApiError(code, str(answer.get("errmsg", "")), answer)
    return dict(answer)
