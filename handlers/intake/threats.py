"""A threat to staff: a human looks at it, and the resident's matter goes its way."""

from handlers.effects import Say
from handlers.situation import Situation
from handlers.speech import ToRole
from handlers.texts import Text
from storage.codes import Role


def told_on(s: Situation, case: int | str | None) -> Say:
    """The township's duty officer knows of a threat to staff; nothing else changes."""
    region_id = s.group.region_id if s.group else s.speaker.person.home_region_id
    text = Text("intake.threat" if case is not None else "intake.threat_alone")
    return Say(ToRole(Role.TOWNSHIP_DUTY, region_id), text, case, urgent=True)
