"""Effects on the codes with which residents look at their own matter."""

from dataclasses import replace

from handlers.effects import GiveCode, Say
from handlers.performing.on_talk import say
from handlers.performing.work import Work
from handlers.speech import ToPerson
from storage import lookups


def give_code(work: Work, e: GiveCode) -> None:
    """The reporter is told a new code; the database keeps what cannot be turned back into it."""
    code = lookups.give(work.session, work.case(e.case), e.person_id, work.now)
    hours = round(lookups.EXPIRES_AFTER.total_seconds() / 3600)
    given = {**e.text.params, "code": code, "hours": hours}
    say(work, Say(ToPerson(e.person_id), replace(e.text, params=given), e.case))
