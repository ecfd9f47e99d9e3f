"""One reporter is asked in one way: the question, the try that is written down, the next clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.effects import Effect, RecordSurvey, Say, StartTimer, TryReporter
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice, handler_name
from handlers.situation import CaseSituation, CaseView, Reach, World
from handlers.speech import ToPerson, ToPhone
from handlers.survey import askers, ladder
from handlers.texts import Text, render
from storage.codes import SurveyChannel, SurveyKind, SurveyState, TimerKind
from storage.tables.person import Person
from storage.tables.survey import Survey, SurveyAttempt

_BY_PERSON = (SurveyChannel.PHONE, SurveyChannel.VISIT)


@dataclass(frozen=True)
class Asking:
    """One reporter of one case is to be asked now."""

    situation: CaseSituation
    survey: Survey

    @property
    def reach(self) -> Reach:
        """How the reporter can be reached; who was never looked up is reached by chat."""
        known = self.situation.reach.get(self.survey.person_id)
        unknown = Person(id=self.survey.person_id, county_id=0, name="", created_at=self.now)
        return known or Reach(unknown)

    @property
    def now(self) -> datetime:
        """The moment of asking."""
        return self.situation.now

    @property
    def tried(self) -> tuple[SurveyAttempt, ...]:
        """How this reporter was asked already."""
        return tuple(t for t in self.situation.tries if t.survey_id == self.survey.id)

    @property
    def voice(self) -> Voice:
        """Speaks about the case now."""
        situation = self.situation
        facts = facts_of(situation.view, situation.world)
        return Voice(facts, situation.now, situation.world)

    def next_way(self) -> SurveyChannel | None:
        """The way to try now; None when there is no other."""
        return ladder.next_way(self.survey, self.situation.view, self.reach, self.tried)


def ask(asking: Asking, way: SurveyChannel) -> list[Effect]:
    """The reporter is asked this way, it is written down, and the clock for the next way runs."""
    if way in _BY_PERSON:
        return by_person(asking, way)
    survey, view = asking.survey, asking.situation.view
    said = _question(asking) if way is SurveyChannel.CHAT else _short_message(asking)
    tried = TryReporter(survey.id or 0, view.id, way)
    return [RecordSurvey(survey.id or 0, SurveyState.ASKED), tried, said, _clock(asking, way)]


def by_person(asking: Asking, way: SurveyChannel) -> list[Effect]:
    """Somebody who had nothing to do with the matter is to call or to visit, and knows it."""
    survey, view = asking.survey, asking.situation.view
    world, now = asking.situation.world, asking.now
    find = askers.callers if way is SurveyChannel.PHONE else askers.visitors
    before = {t.asker_id for t in asking.tried}
    free = [p for p in find(view, now, world.directory) if p.id not in before]
    asker = free[0] if free else None
    title = render(f"survey.{way.value}_title", number=view.case.number)
    asker_id = asker.id if asker else None
    effects: list[Effect] = [
        RecordSurvey(survey.id or 0, SurveyState.ASKED),
        TryReporter(survey.id or 0, view.id, way, asker_id, title),
    ]
    if asker_id is not None:
        effects.append(_errand(asking, way, asker_id))
    return [*effects, _clock(asking, way)]


def gently(asking: Asking, key: str, **params: object) -> Say:
    """A survey is never urgent, whatever it asks after, and never said at night."""
    said = asking.voice.person(asking.survey.person_id, key, None, **params)
    held = ladder.asking_time(asking.now, asking.situation.world.policy)
    return replace(said, urgent=False, not_before=held if held > asking.now else None)


def _question(asking: Asking) -> Say:
    kind = asking.survey.kind
    if kind is SurveyKind.SECOND_LOOK:
        is_dispute = asking.voice.facts.leaf.top == "dispute"
        return gently(asking, "survey.look_dispute" if is_dispute else "survey.look_nuisance")
    who = handler_name(asking.situation.view, asking.situation.world)
    if kind is SurveyKind.OVERDUE:
        return gently(asking, "survey.ask_overdue", who=who)
    if any(t.channel is SurveyChannel.CHAT for t in asking.tried):
        return gently(asking, "remind.survey_again")
    result = asking.situation.view.case.result.rstrip("。.!\uff01 ")
    return gently(asking, "remind.survey_ask", who=who, result=result)


def _short_message(asking: Asking) -> Say:
    text = Text("survey.short_message")
    return Say(ToPhone(asking.survey.person_id), text, asking.situation.view.id)


def _errand(asking: Asking, way: SurveyChannel, asker_id: int) -> Say:
    situation = asking.situation
    to = (asking.reach.person, asker_id)
    return card(situation.view, way, to, situation.now, situation.world)


def card(
    view: CaseView, way: SurveyChannel, to: tuple[Person, int], now: datetime, world: World
) -> Say:
    """Whoever is to ask (the second of `to`) reads whom (the first) and what, in asking time."""
    (person, asker_id), case, until = to, view.case, world.policy
    result = case.result.rstrip("。.!\uff01 ")
    text = Text(
        f"survey.{way.value}_card",
        {
            "name": person.name or render("resident.somebody"),
            "phone": person.phone or render("survey.no_phone"),
            "who": handler_name(view, world),
            "result": result,
            "hours": f"{until.survey_from:%H:%M}—{until.survey_until:%H:%M}",
            "short": f"#{case.number}",
        },
    )
    held = ladder.asking_time(now, until)
    return Say(ToPerson(asker_id), text, view.id, not_before=held if held > now else None)


def _clock(asking: Asking, way: SurveyChannel) -> StartTimer:
    """When the next way is tried, or silence is written down."""
    policy, survey = asking.situation.world.policy, asking.survey
    chats = [t for t in asking.tried if t.channel is SurveyChannel.CHAT]
    due = asking.now + ladder.wait_of(way, chats, policy)
    return StartTimer(
        TimerKind.SURVEY_REMIND,
        ladder.asking_time(due, policy),
        asking.situation.view.id,
        subject=f"survey:{survey.id}",
        data={"survey_id": survey.id or 0},
    )
