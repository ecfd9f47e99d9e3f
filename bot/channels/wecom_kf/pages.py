"""One page of what `kf/sync_msg` gives."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound, SendLater
from bot.channels.bounce import Bounce
from bot.channels.platform.fields import Fields, FieldsError
from bot.channels.wecom_kf.messages import kind_of, media_id_of, read_item

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """What was fetched, in the platform's order; `ignored` names what asked nothing of us."""

    heard: tuple[Inbound, ...]
    bounced: tuple[Bounce, ...]
    ignored: tuple[str, ...]
    cursor: str
    has_more: bool

    @property
    def at_once(self) -> tuple[Inbound, ...]:
        """What need not wait for a file: nothing before it in its chat has one to be fetched."""
        waiting: set[str] = set()
        found = []
        for one in self.heard:
            if media_id_of(one):
                waiting.add(one.chat_id)
            if one.chat_id not in waiting:
                found.append(one)
        return tuple(found)


def read_page(answer: Mapping[str, Any], now: datetime) -> Page:
    """The page; an item that cannot be read is skipped, or it would hold up all behind it.

    Raises SendLater when the whole page cannot be read.
    """
    heard: list[Inbound] = []
    bounced: list[Bounce] = []
    ignored: list[str] = []
    for item in _items(answer):
        try:
            found = read_item(item, now)
            kind = kind_of(item)
        except FieldsError:
            _logger.warning("an item of the page cannot be read", extra={"action": "sync"})
            ignored.append("unreadable")
            continue
        match found:
            case Inbound():
                heard.append(found)
            case Bounce():
                bounced.append(found)
            case None:
                ignored.append(kind)
    cursor, more = answer.get("next_cursor", ""), answer.get("has_more", 0)
    return Page(tuple(heard), tuple(bounced), tuple(ignored), str(cursor), more in (1, True))


def _items(answer: Mapping[str, Any]) -> list[Fields]:
    items = answer.get("msg_list") or []
    if not isinstance(items, list):
        raise SendLater("平台的答复读不懂。")
    return [Fields(one) if isinstance(one, dict) else Fields({}) for one in items]
