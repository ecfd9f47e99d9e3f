"""Groups of customers (客户群): nobody may speak there by the API, but a member can be given a task.

A notice becomes a 群发 task of the grid member, who confirms it in the app; the platform lets a
group have about one a day. Which groups there are is asked when the service starts, whether the
tasks were confirmed every ten minutes.
"""

from collections.abc import Iterator
from typing import Any

import structlog
from pydantic import SecretStr

from bot.channels.base import QuietChannel, SendLater, SendRefused
from bot.channels.customer_group.confirmations import Confirmations
from bot.channels.customer_group.members import userid_of
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import WECOM, outcome
from bot.channels.platform.ground import Ground
from bot.channels.platform.tokens import CorpToken, Tokens
from bot.loop import Loop
from bot.metrics import Metrics
from handlers.speech import CUSTOMER_GROUP
from storage import chats
from storage.db import DatabaseUnavailableError
from storage.tables.message import OutboundMessage

_LIST, _ADD = "/cgi-bin/externalcontact/groupchat/list", "/cgi-bin/externalcontact/add_msg_template"
_PAGE, _MOST_PAGES = 1000, 50
_ASKS_EVERY = 600.0  # seconds

_log = structlog.stdlib.get_logger(__name__)


class CustomerGroups(QuietChannel):
    """Gives tasks; nothing is heard here."""

    name = CUSTOMER_GROUP

    def __init__(
        self, corp_id: str, secret: SecretStr, api_base: str, ground: Ground, metrics: Metrics
    ) -> None:
        self._db = ground.db
        self._api = Api(api_base)
        source = CorpToken(self._api, corp_id, secret)
        self._caller = Caller(self._api, Tokens(source, ground.db, ground.clock), WECOM)
        self.confirmations = Confirmations(self._caller, ground.db, ground.clock)
        step = self.confirmations.step
        self._loop = Loop(CUSTOMER_GROUP, step, metrics, idle_seconds=_ASKS_EVERY)

    async def start(self) -> None:
        """The groups know whether they can have a notice; when nobody says, as yesterday."""
        self._loop.start()
        try:
            found = await list_groups(self._caller)
            await self._db.tx(lambda session: chats.set_noticed(session, found))
        except ApiError as error:
            _log.warning("customer_groups.not_listed", reason=outcome(error, WECOM).reason)
        except SendLater as error:
            _log.warning("customer_groups.not_listed", reason=error.reason)
        except DatabaseUnavailableError:
            return

    async def stop(self) -> None:
        """No connection of its own is open any more."""
        await self._loop.stop()
        await self._api.close()

    async def send(self, message: OutboundMessage) -> str:
        """The task is there for the member to confirm. Raises SendLater or SendRefused."""
        sender = await self._db.read(lambda session: userid_of(session, message.person_id or 0))
        if not sender:
            raise SendRefused("这个网格的网格员没有企业微信账号，群发没有人确认。")
        body = {
            "chat_type": "group",
            "chat_id_list": [message.chat_id],
            "sender": sender,
            "text": {"content": message.text},
        }
        try:
            answer = await self._caller.say(_ADD, body)
        except ApiError as error:
            raise outcome(error, WECOM) from None
        if message.chat_id in _texts(answer.get("fail_list")):
            raise SendRefused("这个客户群发不了：网格员不是群主，或群已解散。")
        return str(answer.get("msgid") or "ok")


async def list_groups(caller: Caller) -> frozenset[str]:
    """The ids of the company's groups of customers. Raises ApiError or SendLater."""
    found, cursor = set[str](), ""
    for _ in range(_MOST_PAGES):
        asked = {"status_filter": 0, "limit": _PAGE} | ({"cursor": cursor} if cursor else {})
        answer = await caller.post(_LIST, asked)
        found.update(_chat_ids(answer.get("group_chat_list")))
        cursor = str(answer.get("next_cursor") or "")
        if not cursor:
            break
    return frozenset(found)


def _chat_ids(listed: Any) -> Iterator[str]:  # noqa: ANN401  (as the platform wrote it)
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("chat_id"), str):
            yield one["chat_id"]


def _texts(listed: Any) -> list[str]:  # noqa: ANN401  (as the platform wrote it)
    return [str(one) for one in listed] if isinstance(listed, list) else []
