"""A notice that a grid member has not confirmed: asked about once, a day later, in working time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from handlers.effects import Effect, Say
from handlers.situation import World
from handlers.speech import ToPerson
from handlers.texts import Text
from storage.tables.message import OutboundMessage

_GIVEN_FOR = timedelta(hours=4)  # whoever got the task late has had little time


def unconfirmed(tasks: Iterable[OutboundMessage], now: datetime, world: World) -> list[Effect]:
    """Each member hears once of the groups whose people have not read the notice.

    `tasks` are the messages that made the tasks, as far as the platform says that they wait.
    """
    names = {group.external_id: group.name for group in world.directory.groups.values()}
    waiting: dict[int, list[str]] = {}
    for one in tasks:
        if one.person_id is not None and _was_given(one, now):
            waiting.setdefault(one.person_id, []).append(names.get(one.chat_id, one.chat_id))
    return [
        Say(ToPerson(person_id), Text("broadcast.unconfirmed", {"groups": "”“".join(groups)}))
        for person_id, groups in waiting.items()
    ]


def _was_given(task: OutboundMessage, now: datetime) -> bool:
    return task.sent_at is not None and now - task.sent_at >= _GIVEN_FOR
