"""Reads the open cases near a chat, so far as a message is compared with them."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from handlers.situation import TELLING, CaseView, NearbyCase, Speaker, World
from storage import nearby
from storage.tables.conversation import ChatGroup


def load_nearby(
    session: Session,
    speaker: Speaker,
    group: ChatGroup | None,
    now: datetime,
    world: World,
    known: Mapping[int | None, CaseView],
) -> tuple[CaseView, ...]:
    """The open cases of the chat's region, newest first; those that are known are read whole."""
    region_id = group.region_id if group else speaker.person.home_region_id
    if region_id is None:
        return ()
    since = now - world.policy.join_within
    found = nearby.open_in(session, world.directory.within(region_id), since)
    missing = [case.id for case in found if case.id is not None and case.id not in known]
    tellers = nearby.tellers_of(session, missing, TELLING)
    return tuple(
        known.get(case.id) or NearbyCase(case, tellers.get(case.id or 0, ())) for case in found
    )
