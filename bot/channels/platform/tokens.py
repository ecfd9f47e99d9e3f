"""Access tokens: fetched once, kept until shortly before their end, renewed when refused."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import SecretStr

from bot.channels.base import SendLater
from bot.channels.platform.api import Api
from storage.clock import Clock

_EARLY = timedelta(seconds=300)
_BETWEEN_FORCED = timedelta(minutes=75)  # the platform allows 20 a day


@dataclass(frozen=True)
class Token:
    """An access token, and until when it may be used."""

    value: str
    good_until: datetime

    def __repr__(self) -> str:
        return f"Token(good_until={self.good_until.isoformat()})"


class TokenStore(Protocol):
    """Where tokens are kept between calls; shared by replicas when it is a table."""

    async def find_token(self, key: str) -> Token | None:
        """The token kept under `key`, whether still good or not."""
        ...

    async def put_token(self, key: str, token: Token) -> None:
        """`token` is kept under `key` in place of any other."""
        ...

    async def evict_token(self, key: str, value: str) -> None:
        """The token under `key` is gone, if it is still this one."""
        ...


class TokensInMemory:
    """Keeps the tokens of one process."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}

    async def find_token(self, key: str) -> Token | None:
        """The token kept under `key`, whether still good or not."""
        return self._tokens.get(key)

    async def put_token(self, key: str, token: Token) -> None:
        """`token` is kept under `key` in place of any other."""
        self._tokens[key] = token

    async def evict_token(self, key: str, value: str) -> None:
        """The token under `key` is gone, if it is still this one."""
        kept = self._tokens.get(key)
        if kept is not None and kept.value == value:
            del self._tokens[key]


class StableTokens:
    """The tokens of one official account, by `stable_token`: every caller gets the same one."""

    def __init__(
        self, api: Api, app_id: str, secret: SecretStr, clock: Clock, store: TokenStore
    ) -> None:
        self._api = api
        self._app_id = app_id
        self._secret = secret
        self._clock = clock
        self._store = store
        self._key = _key(app_id, secret)
        self._fetching = asyncio.Lock()
        self._forced_at: datetime | None = None

    async def current(self) -> str:
        """A token that is good now. Raises ApiError or SendLater when there is none to be had."""
        async with self._fetching:
            kept = await self._store.find_token(self._key)
            if kept is not None and kept.good_until > self._clock.now():
                return kept.value
            return await self._fetch(force=False)

    async def instead_of(self, failed: str) -> str:
        """A token other than the one the platform refused, if it gives another one.

        Whoever finds that somebody else has renewed it already takes theirs. A refused token
        that the platform hands out again is forced out, which it allows a few times a day.
        """
        await self._store.evict_token(self._key, failed)
        value = await self.current()
        return await self._forced(failed) if value == failed else value

    async def _forced(self, failed: str) -> str:
        async with self._fetching:
            kept = await self._store.find_token(self._key)
            if kept is not None and kept.value != failed:
                return kept.value
            if not self._may_force():
                return failed
            self._forced_at = self._clock.now()
            return await self._fetch(force=True)

    def _may_force(self) -> bool:
        return self._forced_at is None or self._clock.now() - self._forced_at > _BETWEEN_FORCED

    async def _fetch(self, *, force: bool) -> str:
        asked_at = self._clock.now()
        answer = await self._api.post(
            "/cgi-bin/stable_token",
            {
                "grant_type": "client_credential",
                "appid": self._app_id,
                "secret": self._secret.get_secret_value(),
                "force_refresh": force,
            },
        )
        token = _token(answer, asked_at)
        await self._store.put_token(self._key, token)
        return token.value


def _key(app_id: str, secret: SecretStr) -> str:
    # The whole secret counts: a new secret must not find the token of the old one.
    digest = hashlib.sha256(secret.get_secret_value().encode()).hexdigest()
    return f"official_account:{app_id}:{digest}"


def _token(answer: dict[str, Any], asked_at: datetime) -> Token:
    value, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(seconds, int):
        raise SendLater("平台的答复里没有 access_token。")
    life = timedelta(seconds=min(max(seconds, 0), 7200))
    return Token(value, asked_at + life - min(_EARLY, life / 2))
