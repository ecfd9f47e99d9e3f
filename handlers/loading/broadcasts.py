"""Reads the notice that a message may be about; nothing where its words call for none."""

import re
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.policy import midnight
from handlers.situation import BroadcastView, Speaker
from storage import broadcasts
from storage.tables.broadcast import Broadcast
from storage.tables.message import InboundMessage

_JUDGED_WITHIN = timedelta(days=1)
_MEANT = re.compile("发|通知")
_BUTTON = re.compile(r"broadcast_(?:yes|no):([mc]\d{1,12})")


def load_broadcast(
    session: Session, message: InboundMessage, speaker: Speaker, now: datetime
) -> BroadcastView | None:
    """The notice that is named by a button, else the newest of the last day, waiting ones first."""
    if not speaker.is_staff or message.is_group:
        return None
    pressed = _BUTTON.fullmatch(str(message.data.get("key", "")))
    if pressed is not None:
        found = broadcasts.find(session, pressed[1])
    elif _MEANT.search(message.text):
        found = broadcasts.find_newest(session, speaker.id, now - _JUDGED_WITHIN)
    else:
        return None
    return view_of(session, found, now) if found is not None else None


def view_of(session: Session, found: Broadcast, now: datetime) -> BroadcastView:
    """The notice, and how many its region has on the day on which this one goes."""
    day = midnight(max(found.goes_at or now, now))
    count = broadcasts.count_sent(session, found.region_id, day, day + timedelta(days=1))
    return BroadcastView(found, count)
