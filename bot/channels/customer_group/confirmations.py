"""Whether the members have confirmed the tasks that bring a notice into groups of customers.

Source: POST /cgi-bin/externalcontact/get_groupmsg_send_result; status 0 waits for the member, 1 is
sent, 2 and 3 could not be (no longer a customer; had another mass message already).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session

from bot.channels.base import SendLater
from bot.channels.customer_group.members import userid_of
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import WECOM, outcome
from handlers.speech import CUSTOMER_GROUP
from storage import broadcasts
from storage.clock import Clock
from storage.codes import GroupTaskState
from storage.db import Database
from storage.tables.message import OutboundMessage

_RESULT = "/cgi-bin/externalcontact/get_groupmsg_send_result"
_ASKED_FOR = timedelta(days=3)  # after that nobody confirms any more
_AT_ONCE = 200
_STATES = {0: GroupTaskState.OPEN, 1: GroupTaskState.CONFIRMED}

_log = structlog.stdlib.get_logger(__name__)


class Confirmations:
    """Asks for the tasks that are open."""

    def __init__(self, caller: Caller, db: Database, clock: Clock) -> None:
        self._caller = caller
        self._db = db
        self._clock = clock

    async def step(self) -> int:
        """What the platform knows of the open tasks is a row; gives 0, for they can wait."""
        since = self._clock.now() - _ASKED_FOR
        found = await self._db.read(lambda s: _open(s, since))
        for made_by, member in found:
            try:
                state = await self._ask(made_by, member)
            except ApiError as error:
                _log.warning("customer_groups.not_asked", reason=outcome(error, WECOM).reason)
                return 0
            except SendLater as error:
                _log.warning("customer_groups.not_asked", reason=error.reason)
                return 0
            await self._keep(made_by, state)
        return 0

    async def _keep(self, made_by: OutboundMessage, state: GroupTaskState) -> None:
        now = self._clock.now()
        await self._db.tx(lambda s: broadcasts.keep_task(s, made_by, state, now))

    async def _ask(self, made_by: OutboundMessage, member: str) -> GroupTaskState:
        body = {"msgid": made_by.receipt, "userid": member}
        return _state(await self._caller.post(_RESULT, body), made_by.chat_id)


def _open(session: Session, since: datetime) -> list[tuple[OutboundMessage, str]]:
    made = broadcasts.list_tasks(session, CUSTOMER_GROUP, since, _AT_ONCE)
    return [(one, userid_of(session, one.person_id or 0)) for one in made]


def _state(answer: Mapping[str, Any], chat_id: str) -> GroupTaskState:
    listed = answer.get("send_list")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("chat_id") == chat_id:
            return _STATES.get(one.get("status", 0), GroupTaskState.FAILED)
    return GroupTaskState.OPEN
