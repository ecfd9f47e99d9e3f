"""The resident answers a survey (回访) in their chat: recorded, thanked for, or opened again."""

from handlers.effects import Ask, Effect, Judge, MoveCase, RecordSurvey, Say
from handlers.situation import CaseSituation, CaseView, Reach, Situation
from handlers.speech import SMS, ToPerson
from handlers.survey import questions
from handlers.survey.answering import (
    REOPENABLE,
    Answer,
    closed_by,
    declined,
    followed,
    recorded,
    reopened,
    words_clock,
)
from handlers.survey.asking import Asking, by_person
from handlers.texts import Text, render
from handlers.understanding.answers import SurveyAnswer, names_the_rest, read_survey_answer
from handlers.understanding.masking import mask
from handlers.understanding.opinions import Opinion, read_opinion
from handlers.understanding.reading import Intent
from handlers.understanding.second_look import read_second_look
from storage.codes import CaseState, SurveyChannel, SurveyKind, SurveyState
from storage.tables.survey import Survey

_POOR = 2  # stars


def answer(s: Situation, survey: Survey, view: CaseView, said: SurveyAnswer) -> list[Effect]:
    """What the resident said of the result is recorded, and acted upon; never guessed satisfied."""
    given = _answer(s, survey, view, said)
    if said.is_declined:
        return [*declined(given), _tell(s, "survey.declined", view), *_judged(view)]
    if not said.is_sure or said.resolved is None:
        return _unclear(s, survey, view)
    effects = [*recorded(given), *followed(given)]
    if given.said.remark:
        effects.append(words_clock(survey, view, s.now, s.world))
    if said.resolved == 2 and not given.is_bad and survey.kind is SurveyKind.RESULT:
        if not names_the_rest(s.message.text):
            return [*effects, *_what_is_left(given), *_judged(view)]
        effects += reopened(given, s.message.text)
    moved = {e.to for e in effects if isinstance(e, MoveCase)}
    closed, sorry = CaseState.CLOSED in moved, given.is_bad
    return [*effects, *questions.next_question(given, closed=closed, sorry=sorry), *_judged(view)]


def read(s: Situation) -> SurveyAnswer | None:
    """What the message answers of the survey that is open; None when it answers nothing."""
    if s.survey is not None and s.survey[0].kind is SurveyKind.SECOND_LOOK:
        return read_second_look(s.message.text)
    return read_survey_answer(s.message.text)


def opinion(s: Situation, survey: Survey, view: CaseView, question: str) -> list[Effect] | None:
    """One of the later questions is answered; None when the words are about something else."""
    said = questions.opinion_on(question, s.message.text)
    if said is None:
        return None
    words = mask(s.message.text) if question != "survey_relay" and _has_words(s, said) else ""
    given = _answer(s, survey, view, SurveyAnswer(survey.resolved, said.stars, remark=words))
    kept: list[Effect] = [questions.kept(survey, said, words)]
    if words:
        kept.append(words_clock(survey, view, s.now, s.world))
    sorry = (said.stars or 5) <= _POOR < (survey.satisfaction or 5)
    if sorry:
        kept += reopened(given, words or render("survey.low_score"))
    return [*kept, *questions.next_question(given, after=question, sorry=sorry), *_judged(view)]


def further(s: Situation, survey: Survey, view: CaseView) -> list[Effect]:
    """More words between the questions belong to the answer; the question stays open."""
    words = mask(s.message.text)
    kept = questions.kept(survey, Opinion(stars=read_opinion(s.message.text).stars), words)
    clock = words_clock(survey, view, s.now, s.world)
    return [kept, clock, _tell(s, "survey.further", view), *_judged(view)]


def rest(s: Situation, survey: Survey | None, view: CaseView) -> list[Effect]:
    """The resident named what is left of a partly solved matter, so it is opened again."""
    if survey is None:
        return [Ask(None), *reopen(s, view)]
    given = _answer(s, survey, view, SurveyAnswer(2, survey.satisfaction, remark=s.message.text))
    kept = RecordSurvey(survey.id or 0, SurveyState.ANSWERED, remark=mask(s.message.text))
    following = questions.next_question(given, after="survey_reasons", sorry=True)
    clock = words_clock(survey, view, s.now, s.world)
    return [kept, *reopened(given, s.message.text), clock, *following, *_judged(view)]


def nothing_left(s: Situation, survey: Survey | None, view: CaseView) -> list[Effect]:
    """The resident says that nothing is left after all."""
    known = survey or Survey(county_id=0, case_id=view.id, person_id=s.speaker.id)
    given = _answer(s, known, view, SurveyAnswer(1, known.satisfaction))
    effects = closed_by(given)
    if known.satisfaction is None and survey is not None:
        return [*effects, *questions.next_question(given, closed=bool(effects)), *_judged(view)]
    return [Ask(None), *effects, _tell(s, "survey.thanks", view), *_judged(view)]


def reopen(s: Situation, view: CaseView, said: str = "") -> list[Effect]:
    """The case is opened again one level higher, with the resident's words."""
    unasked = Survey(county_id=0, case_id=view.id, person_id=s.speaker.id)
    given = _answer(s, unasked, view, SurveyAnswer(3))
    return [*reopened(given, said or s.message.text), *_judged(view)]


def may_be_reopened(s: Situation, view: CaseView) -> bool:
    """True while the reporter may still say that it is not solved."""
    return view.case.state in REOPENABLE and s.speaker.id in view.reporter_ids


def _answer(s: Situation, survey: Survey, view: CaseView, said: SurveyAnswer) -> Answer:
    via = SurveyChannel.SMS if s.message.channel == SMS else SurveyChannel.CHAT
    ids = (s.message.id or 0,)
    return Answer(s.now, s.world, view, survey, s.speaker, said, s.message.text, via, ids)


def _what_is_left(given: Answer) -> list[Effect]:
    ask = Ask("survey_rest", given.view.id, {"survey_id": given.survey.id or 0})
    return [ask, given.voice.answer(given.reporter.id, "survey.what_is_left")]


def _has_words(s: Situation, said: Opinion) -> bool:
    """True when there is more than figures and set words in the message."""
    bare = len([c for c in s.message.text if "\u3400" <= c <= "\u9fff"])
    return bare >= (6 if said.stars is not None or said.reasons else 1)


def _unclear(s: Situation, survey: Survey, view: CaseView) -> list[Effect]:
    """Not understood: asked once more, and then by a person; never guessed."""
    question = s.conversation.question or {}
    if question.get("kind") != "survey_clarify" and s.message.channel != SMS:
        return [Ask("survey_clarify", view.id), _tell(s, "survey.clarify", view), *_judged(view)]
    reach = {s.speaker.id: Reach(s.speaker.person)}
    asking = Asking(CaseSituation(s.now, s.world, view, (survey,), s.tries, reach), survey)
    kept = RecordSurvey(survey.id or 0, SurveyState.ASKED, remark=mask(s.message.text))
    called = by_person(asking, SurveyChannel.PHONE)
    key = "survey.will_call" if s.speaker.person.phone else "survey.will_call_whom"
    return [Ask(None), kept, *called, _tell(s, key, view), *_judged(view)]


def _tell(s: Situation, key: str, view: CaseView) -> Say:
    return Say(ToPerson(s.speaker.id), Text(key), view.id)


def _judged(view: CaseView) -> list[Effect]:
    return [Judge(Intent.SURVEY_REPLY.value, view.id)]
