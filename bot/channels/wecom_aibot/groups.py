"""Tells the log once of each group in which the robot is spoken to and which nobody has entered."""

import structlog
from sqlmodel import Session, col, select

from bot.channels.base import Inbound
from bot.channels.wecom_aibot.messages import NAME
from storage.db import Database, DatabaseUnavailableError
from storage.tables.conversation import ChatGroup

_log = structlog.stdlib.get_logger(__name__)


class Groups:
    """Which groups were looked at already, by this process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen: set[str] = set()

    async def look_at(self, heard: Inbound) -> None:
        """The administrator can read the group's id, which the platform shows nowhere else."""
        if not heard.is_group or heard.chat_id in self._seen:
            return
        try:
            is_known = await self._db.read(lambda session: _is_known(session, heard.chat_id))
        except DatabaseUnavailableError:
            return
        self._seen.add(heard.chat_id)
        if not is_known:
            _log.warning("aibot.unbound_group", chat_id=heard.chat_id)


def _is_known(session: Session, chat_id: str) -> bool:
    found = select(ChatGroup.id).where(
        col(ChatGroup.channel) == NAME, col(ChatGroup.external_id) == chat_id
    )
    return session.exec(found).first() is not None
