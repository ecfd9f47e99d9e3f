"""The resident's answer to a survey (回访): recorded, thanked for, or the case opened again."""

import re
import unicodedata

from handlers.effects import AddReport, Ask, Effect, Judge, OpenTask, RecordSurvey, Say
from handlers.lifecycle import moves
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent
from storage.codes import CaseState, Move, ReportKind, Role, SurveyState, TaskKind
from storage.tables.survey import Survey

_OPEN = (CaseState.ANSWERED, CaseState.SURVEYING)
_REOPENABLE = (CaseState.ANSWERED, CaseState.SURVEYING, CaseState.CLOSED)
_SCORE = re.compile(r"([1-5])\s*[分星。.!]*")


def answer(s: Situation, survey: Survey, view: CaseView, said: SurveyAnswer) -> list[Effect]:
    """What the resident said of the result is recorded, and acted upon; never guessed satisfied."""
    if said.is_declined:
        return [
            RecordSurvey(survey.id or 0, SurveyState.DECLINED),
            _tell(s, "survey.declined", view),
            *_judged(view),
        ]
    if not said.is_sure or said.resolved is None:
        return _unclear(s, survey, view)
    recorded = RecordSurvey(
        survey.id or 0,
        SurveyState.ANSWERED,
        resolved=said.resolved,
        satisfaction=said.satisfaction,
        remark=mask(said.remark),
    )
    if said.resolved == 3 or (said.satisfaction or 5) <= 2:
        return [recorded, *reopen(s, view)]
    if said.resolved == 2:
        return [
            recorded,
            Ask("survey_rest", view.id),
            _tell(s, "survey.what_is_left", view),
            *_judged(view),
        ]
    return [recorded, *_close(s, view), *_thank(s, survey, view, said), *_judged(view)]


def score(s: Situation, view: CaseView, survey_id: int, stars: int) -> list[Effect]:
    """The resident said how satisfied they are; two stars or fewer open the case again."""
    recorded = RecordSurvey(survey_id, SurveyState.ANSWERED, satisfaction=stars)
    if stars <= 2:
        said = render("survey.low_score", stars=stars)
        return [recorded, Ask(None), *reopen(s, view, said)]
    return [recorded, Ask(None), _tell(s, "survey.thanks_score", view), *_judged(view)]


def stars_of(text: str) -> int | None:
    """The score when the text is nothing but a figure from 1 to 5."""
    found = _SCORE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def rest(s: Situation, view: CaseView) -> list[Effect]:
    """The resident named what is left of a partly solved matter, so it is opened again."""
    return [Ask(None), *reopen(s, view)]


def nothing_left(s: Situation, view: CaseView) -> list[Effect]:
    """The resident says that nothing is left after all."""
    return [Ask(None), *_close(s, view), _tell(s, "survey.thanks", view), *_judged(view)]


def reopen(s: Situation, view: CaseView, said: str = "") -> list[Effect]:
    """The case is opened again one level higher, with the resident's words."""
    words = said or ("" if stars_of(s.message.text) else mask(s.message.text))
    wish = moves.Wish(Move.REOPEN, s.speaker, view, note=words)
    added = AddReport(
        view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
    )
    return [added, *moves.decide(wish, s.now, s.world), *_judged(view)]


def may_be_reopened(s: Situation, view: CaseView) -> bool:
    """True while the reporter may still say that it is not solved (15 days after closing)."""
    closed_at = view.case.closed_at
    in_time = closed_at is None or s.now - closed_at <= s.world.policy.reopen_within
    return view.case.state in _REOPENABLE and in_time and s.speaker.id in view.reporter_ids


def _unclear(s: Situation, survey: Survey, view: CaseView) -> list[Effect]:
    question = s.conversation.question or {}
    if question.get("kind") != "survey_clarify":
        return [Ask("survey_clarify", view.id), _tell(s, "survey.clarify", view), *_judged(view)]
    title = render("task.survey_call", number=view.case.number)
    return [
        Ask(None),
        RecordSurvey(survey.id or 0, SurveyState.ASKED, remark=mask(s.message.text)),
        OpenTask(
            f"survey:{survey.id}",
            TaskKind.PHONE_CALL,
            title,
            view.id,
            ToRole(Role.COUNTY_DUTY, view.case.region_id),
        ),
        _tell(s, "survey.will_call", view),
        *_judged(view),
    ]


def _close(s: Situation, view: CaseView) -> list[Effect]:
    """The first reporter's word closes it; other reporters may still say otherwise."""
    first = view.reporter_ids[:1] == (s.speaker.id,)
    if not first or view.case.state not in _OPEN:
        return []
    wish = moves.Wish(Move.CLOSE, s.speaker, view, note=mask(s.message.text))
    return moves.decide(wish, s.now, s.world)


def _thank(s: Situation, survey: Survey, view: CaseView, said: SurveyAnswer) -> list[Effect]:
    if said.satisfaction is None:
        ask = Ask("survey_score", view.id, {"survey_id": survey.id})
        return [ask, _tell(s, "survey.ask_score", view)]
    return [Ask(None), _tell(s, "survey.thanks", view)]


def _tell(s: Situation, key: str, view: CaseView) -> Say:
    return Say(ToPerson(s.speaker.id), Text(key), view.id)


def _judged(view: CaseView) -> list[Effect]:
    return [Judge(Intent.SURVEY_REPLY.value, view.id)]
