"""Somebody goes with calls and visits still to make: others who had nothing to do with it ask (3e)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.effects import Effect, PassErrand, Say
from handlers.situation import Errand, World
from handlers.speech import ToPerson
from handlers.survey import askers
from handlers.survey.asking import card
from handlers.texts import Text
from storage.codes import SurveyChannel
from storage.tables.person import Person


@dataclass(frozen=True)
class Passing:
    """Who goes, what they were still to ask, and who is asked first to do it instead."""

    giver: Person
    errands: Sequence[Errand]
    wished: Person | None
    before: frozenset[tuple[int, int]]  # which survey was asked by whom already

    def heir(self, errand: Errand, now: datetime, world: World) -> Person | None:
        """Who is to ask now; never whoever handled the matter or asked before. None when nobody may."""
        find = askers.callers if errand.attempt.channel is SurveyChannel.PHONE else askers.visitors
        survey_id = errand.survey.id or 0
        free = [
            person
            for person in find(errand.view, now, world.directory)
            if person.id != self.giver.id and (survey_id, person.id or 0) not in self.before
        ]
        wished = [person for person in free if self.wished and person.id == self.wished.id]
        return next(iter((*wished, *free)), None)


def decide(passing: Passing, now: datetime, world: World) -> list[Effect]:
    """Each call and visit that somebody else may make is theirs; what nobody may make waits on."""
    effects: list[Effect] = []
    count = 0
    for errand in passing.errands:
        heir = passing.heir(errand, now, world)
        if heir is not None:
            effects += _passed(errand, heir, now, world)
            count += 1
    if not count:
        return []
    told = Text("hand_over.errands_given", {"count": count})
    return [*effects, Say(ToPerson(passing.giver.id or 0), told)]


def _passed(errand: Errand, heir: Person, now: datetime, world: World) -> list[Effect]:
    heir_id, to = heir.id or 0, (errand.reporter.person, heir.id or 0)
    told = card(errand.view, errand.attempt.channel, to, now, world)
    return [PassErrand(errand.attempt.id or 0, heir_id), told]
