"""Calls a platform with an access token, and with another one when that is refused."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from bot.channels.platform.api import Api, ApiError, File, Query
from bot.channels.platform.errcodes import Do, Meanings, meaning_of
from bot.channels.platform.tokens import Tokens

T = TypeVar("T")


class Caller:
    """One account's way to its platform: `Api`'s methods, with the token put in.

    A refused token is renewed once for each call; refused again, the call has failed. `meanings`
    say which codes refuse a token: 40001 does at a 公众号, and is a wrong secret at 企业微信.
    """

    def __init__(self, api: Api, tokens: Tokens, meanings: Meanings) -> None:
        self._api = api
        self._tokens = tokens
        self._meanings = meanings

    async def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """As `Api.get`."""
        return await self._call(lambda full: self._api.get(path, full), query)

    async def post(
        self, path: str, body: Mapping[str, Any], query: Query | None = None
    ) -> dict[str, Any]:
        """As `Api.post`."""
        return await self._call(lambda full: self._api.post(path, body, full), query)

    async def say(
        self, path: str, body: Mapping[str, Any], query: Query | None = None
    ) -> dict[str, Any]:
        """As `Api.say`."""
        return await self._call(lambda full: self._api.say(path, body, full), query)

    async def upload(
        self, path: str, file: File, query: Query | None = None, part: str = "media"
    ) -> dict[str, Any]:
        """As `Api.upload`."""
        return await self._call(lambda full: self._api.upload(path, file, full, part), query)

    async def download(self, path: str, limit: int, query: Query | None = None) -> File:
        """As `Api.download`."""
        return await self._call(lambda full: self._api.download(path, limit, full), query)

    async def _call(self, call: Callable[[Query], Awaitable[T]], query: Query | None) -> T:
        token = await self._tokens.current()
        try:
            return await call({**(query or {}), "access_token": token})
        except ApiError as error:
            if meaning_of(error, self._meanings).do is not Do.REFRESH:
                raise
        token = await self._tokens.instead_of(token)
        return await call({**(query or {}), "access_token": token})
