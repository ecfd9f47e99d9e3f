"""A reporter's answer, by whatever way it came: written down, and what follows for the case (3e)."""

from dataclasses import dataclass
from datetime import datetime

from handlers.effects import AddReport, Effect, MoveCase, Note, RecordSurvey, Say, StartTimer
from handlers.lifecycle import moves
from handlers.lifecycle.endings import closed
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.kin.linked import Retold, taken_up_again
from handlers.lifecycle.notices import Voice
from handlers.situation import CaseView, Speaker, World
from handlers.survey.beyond_law import is_settled
from handlers.survey.ladder import asking_time
from handlers.texts import render
from handlers.understanding.answers import SurveyAnswer
from handlers.understanding.masking import mask
from handlers.understanding.opinions import read_opinion, without_scores
from handlers.wording import chinese_marks
from storage.codes import (
    ANSWERED_STATES,
    CaseState,
    Move,
    ReportKind,
    Role,
    SurveyChannel,
    SurveyKind,
    SurveyState,
    TimerKind,
)
from storage.tables.survey import Survey

REOPENABLE = (*ANSWERED_STATES, CaseState.CLOSED)
_POOR = 2  # stars


@dataclass(frozen=True)
class Answer:
    """What one reporter said on one survey, and who wrote it down when they did not themselves."""

    now: datetime
    world: World
    view: CaseView
    survey: Survey
    reporter: Speaker
    said: SurveyAnswer
    words: str
    via: SurveyChannel = SurveyChannel.CHAT
    message_ids: tuple[int, ...] = ()

    @property
    def is_bad(self) -> bool:
        """True when it is not solved, or the reporter is not content."""
        return self.said.resolved == 3 or (self.said.satisfaction or 5) <= _POOR

    @property
    def voice(self) -> Voice:
        """Speaks about the case now."""
        return Voice(facts_of(self.view, self.world), self.now, self.world)


def recorded(a: Answer) -> list[Effect]:
    """The answer is written down; its words wait for whether they may be passed on."""
    survey_id, opinion = a.survey.id or 0, read_opinion(a.words)
    remark = chinese_marks(mask(a.said.remark))
    record = RecordSurvey(
        survey_id,
        SurveyState.ANSWERED,
        resolved=a.said.resolved,
        satisfaction=a.said.satisfaction,
        reasons=opinion.reasons if a.is_bad or a.said.resolved == 2 else (),
        remark=remark,
        relay=opinion.relay,
        via=a.via,
    )
    return [record]


def declined(a: Answer) -> list[Effect]:
    """Nobody asks again; where nobody else is asked, the case is closed as not rated."""
    view = a.view
    over = RecordSurvey(a.survey.id or 0, SurveyState.DECLINED, via=a.via)
    if view.case.state is not CaseState.SURVEYING or len(view.reporter_ids) > 1:
        return [over]
    note = render("survey.declined_noted")
    move = MoveCase(view.id, Move.CLOSE, CaseState.CLOSED, Role.BOT, note=note)
    return [over, *closed(view, a.voice, move)]


def words_clock(survey: Survey, view: CaseView, now: datetime, world: World) -> StartTimer:
    """When the words are passed on without a name, unless the reporter says otherwise by then."""
    due = asking_time(now + world.policy.relay_after, world.policy)
    subject, data = f"survey:{survey.id}:words", {"survey_id": survey.id or 0}
    return StartTimer(TimerKind.RELAY_WORDS, due, view.id, subject=subject, data=data)


def followed(a: Answer) -> list[Effect]:
    """What follows: opened again, closed, or nothing but a line in the history."""
    if a.survey.kind is SurveyKind.OVERDUE and a.view.case.state not in REOPENABLE:
        return _still_at_work(a)
    if a.is_bad:
        return reopened(a, a.words)
    if a.survey.kind is SurveyKind.RESULT and a.said.resolved == 1:
        return closed_by(a)
    return []


def reopened(a: Answer, words: str) -> list[Effect]:
    """The case is opened again one level higher; after fifteen days a linked one is opened."""
    state, closed_at = a.view.case.state, a.view.case.closed_at
    if state is CaseState.CLOSED and is_settled(a.view):
        return [*_added(a, words), tell(a, "no_way.again", reason=a.view.case.result)]
    if state not in REOPENABLE:
        return _still_at_work(a)
    if closed_at is not None and a.now - closed_at > a.world.policy.reopen_within:
        return taken_up_again(a.view, Retold(a.reporter.id, a.words, a.message_ids), a.now, a.world)
    wish = moves.Wish(Move.REOPEN, a.reporter, a.view, note=without_scores(mask(words)))
    return [*_added(a, words), *moves.decide(wish, a.now, a.world)]


def closed_by(a: Answer) -> list[Effect]:
    """The first reporter's word closes the case; the others may still say otherwise."""
    first = a.view.reporter_ids[:1] == (a.reporter.id,)
    if not first or a.view.case.state not in ANSWERED_STATES:
        return []
    wish = moves.Wish(Move.CLOSE, a.reporter, a.view)
    return moves.decide(wish, a.now, a.world)


def tell(a: Answer, key: str, **params: object) -> Say:
    """The reporter hears it, at once."""
    return a.voice.answer(a.reporter.id, key, None, **params)


def _still_at_work(a: Answer) -> list[Effect]:
    """The case is being worked on: its handler goes on, or looks whether it can be finished."""
    solved = a.said.resolved == 1
    key = "survey.noted_solved" if solved else "survey.noted_unsolved"
    note = Note(a.view.id, render(key), Role.RESIDENT, {"survey_id": a.survey.id or 0})
    if not solved:
        return [note, *_added(a, a.words)]
    voice, lead, owner = a.voice, a.view.lead, a.view.case.owner_id
    if lead is not None:
        return [note, voice.department(lead.department_id, "survey.seems_solved")]
    return [note, voice.person(owner, "survey.seems_solved")] if owner is not None else [note]


def _added(a: Answer, words: str) -> list[Effect]:
    if not words:
        return []
    kind = ReportKind.SUPPLEMENT
    return [AddReport(a.view.id, a.reporter.id, kind, a.message_ids, words)]
