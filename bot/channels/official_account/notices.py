"""Notices to people who have not written for 48 hours: 订阅通知, else a template message.

Such a notice has a few short fields and cannot carry what is to be said. It asks the person to
answer; what is to be said waits until then.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.channels.base import SendLater
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, outcome
from handlers import texts
from storage import sending
from storage.clock import Clock, local
from storage.db import Database, DatabaseUnavailableError

_BETWEEN = timedelta(hours=12)


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

        Raises SendRefused when the person takes none of our notices, SendLater when the platform
        takes none now.
        """
        now, key = self._clock.now(), f"notice:official_account:{openid}"
        try:
            if await self._db.tx(lambda session: _is_due(session, key, now)):
                await self._send(openid, now)
                await self._db.tx(lambda session: _note(session, key, now))
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None

    async def _send(self, openid: str, now: datetime) -> None:
        error = ApiError(43101)
        for path, template in self._ways():
            body = {"touser": openid, "template_id": template, "data": self._data(now)}
            try:
                await self._caller.post(path, body)
            except ApiError as refusal:
                error = refusal
            else:
                return
        raise outcome(error, OFFICIAL_ACCOUNT)

    def _ways(self) -> list[tuple[str, str]]:
        ways = [
            ("/cgi-bin/message/subscribe/bizsend", self._settings.subscription_id),
            ("/cgi-bin/message/template/send", self._settings.template_id),
        ]
        return [(path, template) for path, template in ways if template]

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
