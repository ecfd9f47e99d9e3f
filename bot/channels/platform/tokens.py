"""Access tokens: fetched by one replica, kept until shortly before their end, renewed when refused.

A `TokenSource` knows how one account asks its platform; `Tokens` does the rest, the same for all:
the row in the database is shared by replicas, sealed with the account's secret.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import SecretStr
from sqlmodel import Session

from bot.channels.base import SendLater
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.rest import Rest
from storage import tokens
from storage.clock import Clock
from storage.db import Database, DatabaseUnavailableError

if TYPE_CHECKING:
    from bot.channels.platform.token_box import TokenBox

_EARLY = timedelta(seconds=300)
_BETWEEN_FORCED = timedelta(minutes=75)  # the platform allows 20 a day
_LEASE = timedelta(seconds=10)  # longer than one call may take
_PAUSE = 0.1

T = TypeVar("T")


@dataclass(frozen=True)
class Token:
    """An access token, and until when it may be used."""

    value: str = field(repr=False)
    good_until: datetime


class TokenSource(Protocol):
    """How one account of a platform comes by a token.

    `name` tells accounts apart, `secret` keeps their tokens sealed. `can_force` is true where a
    token that is still good for the platform can be replaced all the same.
    """

    name: str
    secret: SecretStr
    can_force: bool

    async def fetch(self, *, force: bool) -> Mapping[str, Any]:
        """The platform's answer, with `access_token` and `expires_in`. Raises as Api does."""
        ...


class StableToken:
    """An official account's (公众号), by `stable_token`: every caller gets the same one."""

    can_force = True

    def __init__(self, api: Api, app_id: str, secret: SecretStr) -> None:
        self.name = f"official_account:{app_id}"
        self.secret = secret
        self._api = api
        self._app_id = app_id

    async def fetch(self, *, force: bool) -> Mapping[str, Any]:
        """The platform's answer; forced, it is another token than before."""
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self.secret.get_secret_value(),
            "force_refresh": force,
        }
        return await self._api.post("/cgi-bin/stable_token", body)


class CorpToken:
    """Of one application of a corporation (企业微信 app, 微信客服), by `gettoken`."""

    can_force = False

    def __init__(self, api: Api, corp_id: str, secret: SecretStr) -> None:
        self.name = f"wecom:{corp_id}"
        self.secret = secret
        self._api = api
        self._corp_id = corp_id

    async def fetch(self, *, force: bool) -> Mapping[str, Any]:  # noqa: ARG002 (never forced)
        """The platform's answer: until its end always the same token."""
        query = {"corpid": self._corp_id, "corpsecret": self.secret.get_secret_value()}
        return await self._api.get("/cgi-bin/gettoken", query)


class Tokens:
    """The tokens of one account, shared by all replicas of this database."""

    def __init__(self, source: TokenSource, db: Database, clock: Clock) -> None:
        self._source = source
        self._db = db
        self._clock = clock
        secret = source.secret.get_secret_value().encode()
        # The whole secret counts: a new secret must not find the token of the old one.
        self._key = f"{source.name}:{hashlib.sha256(secret).hexdigest()}"
        self._box = _box(hashlib.sha256(b"gridwhistle token " + secret).digest())
        self._held: Token | None = None
        self._asking = asyncio.Lock()
        self._rest = Rest(clock)

    async def current(self) -> str:
        """A token that is good now. Raises ApiError or SendLater when there is none to be had.

        After a failure all in this process hear of it, without asking, for a moment.
        """
        async with self._asking:
            if self._held is not None and self._held.good_until > self._clock.now():
                return self._held.value
            self._rest.check()
            self._held = await self._from_row()
            return self._held.value

    async def instead_of(self, failed: str) -> str:
        """A token other than the one the platform refused, if it gives another one.

        Whoever finds that somebody else has renewed it already takes theirs. A refused token
        that the platform hands out again is forced out where that is possible, which it allows a
        few times a day.
        """
        await self._forget(failed)
        value = await self.current()
        return await self._forced(failed) if value == failed else value

    async def _forget(self, failed: str) -> None:
        async with self._asking:
            if self._held is None or self._held.value != failed:
                return
            self._held = None
            digest = _digest(failed)
            await self._tx(lambda session: tokens.evict(session, self._key, digest))

    async def _forced(self, failed: str) -> str:
        async with self._asking:
            if self._held is not None and self._held.value != failed:
                return self._held.value
            if not self._source.can_force or not await self._may_force(failed):
                return failed
            self._held = await self._fetch(force=True)
            return self._held.value

    async def _may_force(self, failed: str) -> bool:
        now, digest = self._clock.now(), _digest(failed)
        return await self._tx(
            lambda session: tokens.may_force(session, self._key, digest, now, _BETWEEN_FORCED)
        )

    async def _from_row(self) -> Token:
        for _ in range(int(_LEASE.total_seconds() / _PAUSE)):
            now = self._clock.now()
            turn = await self._tx(partial(tokens.take, key=self._key, now=now, lease=_LEASE))
            if turn.kept is not None and (token := self._opened(turn.kept)) is not None:
                return token
            if turn.may_fetch:
                return await self._fetched()
            await asyncio.sleep(_PAUSE)
        raise SendLater("别处正在换访问凭证。", 5)

    async def _fetched(self) -> Token:
        try:
            token = await self._fetch(force=False)
        except (ApiError, SendLater) as error:
            self._rest.failed(error)
            raise
        self._rest.succeeded()
        return token

    async def _fetch(self, *, force: bool) -> Token:
        asked_at = self._clock.now()
        try:
            token = _token(await self._source.fetch(force=force), asked_at)
        except BaseException:
            await self._tx(lambda session: tokens.give_up(session, self._key))
            raise
        sealed = self._closed(token)
        await self._tx(lambda session: tokens.put(session, self._key, sealed))
        return token

    async def _tx(self, fn: Callable[[Session], T]) -> T:
        try:
            return await self._db.tx(fn)
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None

    def _closed(self, token: Token) -> tokens.Sealed:
        content = self._box.close(token.value, self._key)
        return tokens.Sealed(content, _digest(token.value), token.good_until)

    def _opened(self, sealed: tokens.Sealed) -> Token | None:
        value = self._box.open(sealed.content, self._key)
        return None if value is None else Token(value, sealed.good_until)


def _box(key: bytes) -> "TokenBox":
    # A service without a platform need not carry the ciphers, 6 MB.
    from bot.channels.platform.token_box import TokenBox  # noqa: PLC0415

    return TokenBox(key)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _token(answer: Mapping[str, Any], asked_at: datetime) -> Token:
    value, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(seconds, int):
        raise SendLater("平台的答复里没有 access_token。")
    life = timedelta(seconds=min(max(seconds, 0), 7200))
    return Token(value, asked_at + life - min(_EARLY, life / 2))
