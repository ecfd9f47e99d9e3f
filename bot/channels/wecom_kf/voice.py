"""How the account speaks: message by message, never into a person's conversation."""

from datetime import timedelta
from functools import partial

from sqlmodel import Session

from bot.channels.base import SendLater, SendRefused
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import CUSTOMER_SERVICE, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.windows import Windows, opening_of_customer, spare
from bot.channels.wecom_kf.messages import NAME
from bot.channels.wecom_kf.saying import Body, bodies, msgid_of, receipt_of
from handlers.manners import NOTICES
from storage.codes import MessageKind
from storage.db import DatabaseUnavailableError
from storage.tables.message import InboundMessage, OutboundMessage

_CODE_LIVES = timedelta(seconds=20)
_SESSION_FORBIDS = frozenset({95013, 95016, 95018})
_SAID_BEFORE = 40058  # an id of ours that was used: the try that got no answer had arrived
_WITH_A_PERSON = frozenset({2, 3})  # waiting for a servicer, speaking with one
_PERSON_PAUSE = 300.0


class Voice:
    """Says to residents what is in the outbox."""

    def __init__(self, caller: Caller, account: str, ground: Ground) -> None:
        self._caller = caller
        self._account = account
        self._ground = ground
        self._windows = Windows(NAME, ground.db, ground.clock, opening_of_customer)

    async def say(self, message: OutboundMessage) -> str:
        """`message` has been taken by the platform; gives the receipt of all its pieces.

        Every piece has an id of ours: a try whose answer got lost is not said twice. Raises
        SendLater, SendSpared or SendRefused.
        """
        if message.text_key in NOTICES:
            spare(message, await self._windows.left(message.chat_id))
        for number, body in enumerate(bodies(message)):
            named = {"msgid": msgid_of(message, number), **body}
            if number or not await self._greet(message, named):
                await self._say(message, named)
        return receipt_of(message)

    async def _say(self, message: OutboundMessage, body: Body) -> None:
        addressed = {"touser": message.chat_id, "open_kfid": self._account, **body}
        try:
            await self._caller.post("/cgi-bin/kf/send_msg", addressed)
        except ApiError as error:
            if error.code == _SAID_BEFORE and message.attempts > 1:
                return
            if error.code in _SESSION_FORBIDS:
                await self._wait_for_the_servicer(message)
            raise outcome(error, CUSTOMER_SERVICE) from None
        await self._windows.sent(message.chat_id)

    async def _wait_for_the_servicer(self, message: OutboundMessage) -> None:
        """Returns when no person has the conversation; nobody is talked into."""
        if await self._state(message.chat_id) not in _WITH_A_PERSON:
            return
        if message.urgent:
            raise SendRefused("人工客服正在和对方说话，机器人不插话。")
        raise SendLater("人工客服正在和对方说话，等说完再发。", _PERSON_PAUSE)

    async def _state(self, chat_id: str) -> int | None:
        asked = {"open_kfid": self._account, "external_userid": chat_id}
        try:
            answer = await self._caller.post("/cgi-bin/kf/service_state/get", asked)
        except ApiError as error:
            raise outcome(error, CUSTOMER_SERVICE) from None
        state = answer.get("service_state")
        return state if isinstance(state, int) else None

    async def _greet(self, message: OutboundMessage, body: Body) -> bool:
        """True when it was said to somebody who has only opened the chat, by the code of that."""
        code = await self._welcome_code(message)
        if not code:
            return False
        try:
            await self._caller.post("/cgi-bin/kf/send_msg_on_event", {"code": code, **body})
        except ApiError:
            return False  # spent or too old: it may be said as any other message
        return True

    async def _welcome_code(self, message: OutboundMessage) -> str:
        if message.cause_id is None:
            return ""
        try:
            cause = await self._ground.db.read(partial(_find_cause, cause_id=message.cause_id))
        except DatabaseUnavailableError:
            raise SendLater("数据库暂时连不上。") from None
        if cause is None or cause.kind is not MessageKind.FOLLOW:
            return ""
        is_fresh = self._ground.clock.now() - cause.sent_at < _CODE_LIVES
        return str(cause.data.get("welcome_code", "")) if is_fresh else ""


def _find_cause(session: Session, cause_id: int) -> InboundMessage | None:
    return session.get(InboundMessage, cause_id)
