"""Which group this is: said in the group itself, on channels whose groups hold members only."""

import re

from handlers.effects import BindGroup, Effect, Judge, Say
from handlers.situation import Situation
from handlers.speech import MEMBERS_ONLY, ToPerson
from handlers.texts import Text
from handlers.understanding.reading import Intent
from storage.codes import GroupKind, Role

_MAY = frozenset({Role.ADMINISTRATOR, Role.CENTRE_OPERATOR, Role.COUNTY_DUTY})
_ASKED = re.compile(
    r"绑定|绑到|登记(?:成|为|一下|这个?群|本群)|(?:这个?|本)群(?:是|归|给|属于|算|登记)|^这是.{1,20}群"
)


def decide(s: Situation) -> list[Effect] | None:
    """The group is entered under the department or region that is named; None when nobody asks."""
    message = s.message
    if not message.is_group or message.channel not in MEMBERS_ONLY:
        return None
    if not _ASKED.search(message.text) or not s.speaker.roles() & _MAY:
        return None
    found = _named(s)
    if found is None:
        return _say(s, Text("bind.how"))
    kind, name, bound_id = found
    is_department = kind is GroupKind.DEPARTMENT
    bound = BindGroup(
        message.channel,
        message.chat_id,
        name,
        kind,
        region_id=None if is_department else bound_id,
        department_id=bound_id if is_department else None,
    )
    key = "bind.department" if is_department else "bind.region"
    return [bound, *_say(s, Text(key, {"name": name}))]


def _named(s: Situation) -> tuple[GroupKind, str, int] | None:
    """The department or region whose name or alias is the longest of those that were said."""
    directory, said = s.world.directory, s.message.text
    found = [
        (len(alias), kind, one.name, one.id or 0)
        for kind, several in (
            (GroupKind.DEPARTMENT, directory.departments.values()),
            (GroupKind.STAFF, directory.live_regions),
        )
        for one in several
        for alias in (one.name, *one.aliases)
        if alias and alias in said
    ]
    return max(found)[1:] if found else None


def _say(s: Situation, text: Text) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), text), Judge(Intent.STAFF_TALK.value)]
