"""Notices to people who have not written for 48 hours: 订阅通知, else a template message.

Such a notice has a few short fields and cannot carry what is to be said. It asks the person to
answer; what is to be said waits until then. A consent to a subscription is good for one notice,
one to a long-term subscription (open to 政务民生 accounts) for all.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.channels.base import SendLater, WindowClosed
from bot.channels.official_account.messages import NAME
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, outcome
from handlers import texts
from storage import consents, sending
from storage.clock import Clock, local
from storage.db import Database, DatabaseUnavailableError

_BETWEEN = timedelta(hours=12)
_SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"
_TEMPLATE = "/cgi-bin/message/template/send"
_NO_CONSENT = 43101
_CLOSED = "对方超过48小时没有来过消息"
_NOTHING_LEFT = f"{_CLOSED}，同意接收的订阅通知也用完了，要等对方再来消息或再点同意。"
_REFUSES = f"{_CLOSED}，也不接收公众号的通知。"


class Notices:
    """Tells a person that there is news, at most twice a day."""

    def __init__(
        self, settings: OfficialAccountSettings, caller: Caller, db: Database, clock: Clock
    ) -> None:
        self._settings = settings
        self._caller = caller
        self._db = db
        self._clock = clock

    @property
    def is_possible(self) -> bool:
        """Whether the account has a template for it."""
        return bool(self._settings.template_id or self._settings.subscription_id)

    async def give(self, openid: str) -> None:
        """The person has a notice, or had one a short while ago.

        Raises SendRefused when the person takes none of our notices, saying why; SendLater when
        the platform takes none now.
        """
        now, key = self._clock.now(), f"notice:official_account:{openid}"
        try:
            if await self._db.tx(lambda session: _is_due(session, key, now)):
                await self._send(openid, now)
                await self._db.tx(lambda session: _note(session, key, now))
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None

    async def told(self, openid: str, template: str, key: str, *, agrees: bool) -> None:
        """The person agreed to one more notice by this template, or to no more."""
        if template == self._settings.subscription_id:
            whose = (NAME, openid, template)
            await self._db.tx(lambda session: consents.told(session, whose, key, agrees=agrees))

    async def _send(self, openid: str, now: datetime) -> None:
        """By subscription while consents are left, else by template."""
        error: ApiError | None = None
        if self._settings.subscription_id and await self._may_subscribe(openid):
            error = await self._by_subscription(openid, now)
            if error is None:
                return
        if self._settings.template_id:
            error = await self._post(_TEMPLATE, openid, self._settings.template_id, now)
            if error is None:
                return
        if error is None or error.code == _NO_CONSENT:
            raise WindowClosed(_REFUSES if self._settings.template_id else _NOTHING_LEFT)
        raise outcome(error, OFFICIAL_ACCOUNT)

    async def _may_subscribe(self, openid: str) -> bool:
        """False when the platform told us that no consent is left; it knows of older ones too."""
        whose = (NAME, openid, self._settings.subscription_id)
        return await self._db.read(lambda session: consents.find_left(session, whose)) != 0

    async def _by_subscription(self, openid: str, now: datetime) -> ApiError | None:
        whose = (NAME, openid, self._settings.subscription_id)
        error = await self._post(_SUBSCRIPTION, openid, self._settings.subscription_id, now)
        if error is not None and error.code == _NO_CONSENT:
            await self._db.tx(lambda session: consents.none_left(session, whose))
        if error is None and not self._settings.subscription_lasts:
            await self._db.tx(lambda session: consents.used(session, whose))
        return error

    async def _post(self, path: str, openid: str, template: str, now: datetime) -> ApiError | None:
        body = {"touser": openid, "template_id": template, "data": self._data(now)}
        try:
            await self._caller.post(path, body)
        except ApiError as refusal:
            return refusal
        return None

    def _data(self, now: datetime) -> dict[str, Any]:
        told: Mapping[str, str] = {
            "title": texts.render("channel.notice_title"),
            "words": texts.render("channel.notice_words"),
            "time": local(now).strftime("%Y-%m-%d %H:%M"),
        }
        return {name: {"value": told[of]} for name, of in self._settings.notice_fields.items()}


def _is_due(session: Session, key: str, now: datetime) -> bool:
    return now.timestamp() - max(sending.find_sent(session, key), default=0.0) >= (
        _BETWEEN.total_seconds()
    )


def _note(session: Session, key: str, now: datetime) -> None:
    sending.write_log(sending.hold_log(session, key), [now.timestamp()], _BETWEEN)
