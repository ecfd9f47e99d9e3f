"""What the official account says: in answer to a callback, by customer service, by notice."""

from collections.abc import Mapping
from typing import NoReturn

from bot.channels.base import SendLater, WindowClosed
from bot.channels.official_account.messages import NAME
from bot.channels.official_account.notices import Notices
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.official_account.wording import Body, bodies, passive_words
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.passive import Waiting
from bot.channels.platform.progress import Progress
from bot.channels.platform.windows import Windows, spare
from storage import outbox
from storage.tables.message import OutboundMessage

_HELD = 2 * 3600.0  # until the person writes; ten tries are most of a day, then the desk knows


class Speaking:
    """Says each message once, by whichever way is open.

    An answer that is ready while the callback waits goes with it. What comes later is a
    customer-service message as long as the platform takes them, 5 after each message of the
    person's; the last two are kept for the result and for asking whether it is solved. After that,
    if the account has a template, the person gets a notice, and the message waits until the person
    writes; without one it is refused, for another way to be found.
    """

    def __init__(
        self, settings: OfficialAccountSettings, caller: Caller, ground: Ground, waiting: Waiting
    ) -> None:
        self._caller = caller
        self._ground = ground
        self._waiting = waiting
        self._notices = Notices(settings, caller, ground.db, ground.clock)
        self._windows = Windows(NAME, ground.db, ground.clock)
        self._progress = Progress()

    async def say(self, message: OutboundMessage) -> str:
        """The message has been taken by the platform, in several pieces if it is long.

        The receipt is the platform's for the last piece. When a piece has to wait, the next
        try goes on with that piece: those before it are not said again by this process.
        Raises SendLater, SendSpared or SendRefused.
        """
        whole = bodies(message)
        words = passive_words(whole)
        if words is not None and await self._waiting.carried(message.chat_id, words):
            return "passive"
        left = await self._windows.left(message.chat_id)
        if left:
            spare(message, left)
        elif self._notices.is_possible:
            await self._hold(message.chat_id)
        try:
            return await self._pieces(message, whole)
        except WindowClosed:
            if self._notices.is_possible:
                await self._hold(message.chat_id)
            raise

    async def heard(self, openid: str) -> None:
        """The person has written: what waited for that is said now."""
        if self._notices.is_possible:
            now = self._ground.clock.now()
            await self._ground.db.tx(lambda session: outbox.release(session, NAME, openid, now))

    async def told(self, openid: str, consents: Mapping[str, bool], key: str) -> None:
        """The person agreed to notices, or to none any more."""
        for template, agrees in consents.items():
            await self._notices.told(openid, template, key, agrees=agrees)

    async def _hold(self, openid: str) -> NoReturn:
        await self._notices.give(openid)
        raise SendLater("已发通知，等对方来消息后再发。", _HELD)

    async def _pieces(self, message: OutboundMessage, whole: list[Body]) -> str:
        receipt = ""
        for body in self._progress.left(message, whole):
            receipt = await self._piece(message.chat_id, body)
        return receipt

    async def _piece(self, openid: str, body: Body) -> str:
        try:
            answer = await self._caller.say(
                "/cgi-bin/message/custom/send", {"touser": openid, **body}
            )
        except ApiError as error:
            raise outcome(error, OFFICIAL_ACCOUNT) from None
        await self._windows.sent(openid)
        return str(answer.get("msgid", "ok"))
