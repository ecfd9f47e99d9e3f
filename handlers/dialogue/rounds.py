"""A grid member answers the weekly question with "无"; anything else is a report like any other."""

from handlers.effects import AnswerRound, Effect, Judge, Say
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.askings import says_nothing_new
from handlers.understanding.reading import Intent
from handlers.wording import week_of
from storage.codes import Role


def answered(s: Situation) -> list[Effect] | None:
    """The grid has nothing new this week; None when the words answer something else."""
    asked = s.world.policy.asks_rounds and not s.message.is_group
    if not asked or s.conversation.question or not says_nothing_new(s.message.text):
        return None
    grids = [p.region_id for p in s.speaker.posts if p.role is Role.GRID_MEMBER and p.region_id]
    if not grids:
        return None
    week = week_of(s.now)
    return [
        *(AnswerRound(region_id, week) for region_id in grids),
        Say(ToPerson(s.speaker.id), Text("digest.round_noted")),
        Judge(Intent.STAFF_TALK.value),
    ]
