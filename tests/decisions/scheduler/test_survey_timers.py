"""When reporters are asked, asked again, and given up."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.effects import (
    MoveCase,
    MoveWhistle,
    RecordSurvey,
    StartTimer,
    StopTimers,
    TryReporter,
)
from handlers.lifecycle.timing.working_time import CHINA
from storage.codes import CaseState, SurveyChannel, SurveyState, TimerKind
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, COUNTY_DUTY, UNCLE_GAO
from tests.decisions.scene import a_case, at
from tests.decisions.scheduler.firing import ANSWERED, BOTH, LATER, SURVEYING, fire, survey

S, K = CaseState, TimerKind


def test_every_reporter_is_asked_one_to_one() -> None:
    effects = fire(K.SURVEY_ASK, ANSWERED, surveys=BOTH)
    assert told.states(effects) == ["surveying"]
    assert {r.state for r in told.of(effects, RecordSurvey)} == {SurveyState.ASKED}
    for person in (AUNT_WANG, UNCLE_GAO):
        question = told.said_to(effects, person)
        assert "回复1已解决" in question
        assert "已疏通管道并更换井盖。请问" in question
    times = {t.kind: t.due_at - LATER for t in told.of(effects, StartTimer)}
    assert times == {
        K.SURVEY_REMIND: timedelta(hours=24),
        K.SURVEY_GIVE_UP: timedelta(hours=72),
    }


def test_nobody_is_surveyed_at_night() -> None:
    night = datetime(2026, 4, 13, 22, 0, tzinfo=CHINA)
    effects = fire(K.SURVEY_ASK, ANSWERED, night, BOTH)
    assert told.one(effects, StartTimer).due_at == datetime(2026, 4, 14, 9, 30, tzinfo=CHINA)
    assert len(effects) == 1


def test_a_case_that_is_not_answered_any_more_is_not_surveyed() -> None:
    assert fire(K.SURVEY_ASK, at(S.WHISTLED), surveys=BOTH) == []


def test_when_everyone_has_answered_before_being_asked_the_case_is_closed() -> None:
    rated = survey(AUNT_WANG, SurveyState.ANSWERED)
    effects = fire(K.SURVEY_ASK, at(S.ANSWERED), surveys=(rated,))
    assert told.states(effects) == ["surveying", "closed"]
    assert told.of(effects, MoveCase)[1].note == ""


def test_who_is_silent_is_asked_again_and_who_answered_is_not() -> None:
    asked = (survey(AUNT_WANG, SurveyState.ASKED), survey(UNCLE_GAO, SurveyState.ANSWERED))
    again = fire(K.SURVEY_REMIND, SURVEYING, surveys=asked, survey_id=AUNT_WANG.id)
    assert told.listeners(again) == [f"person:{AUNT_WANG.id}"]
    assert told.one(again, TryReporter).channel is SurveyChannel.CHAT
    assert told.one(again, StartTimer).data == {"survey_id": AUNT_WANG.id}
    assert fire(K.SURVEY_REMIND, SURVEYING, surveys=asked, survey_id=UNCLE_GAO.id) == []


def test_silence_is_written_down_as_not_rated() -> None:
    asked = (survey(AUNT_WANG, SurveyState.ASKED), survey(UNCLE_GAO, SurveyState.ASKED))
    effects = fire(K.SURVEY_GIVE_UP, SURVEYING, surveys=asked)
    assert {r.state for r in told.of(effects, RecordSurvey)} == {SurveyState.UNANSWERED}
    assert all(r.satisfaction is None for r in told.of(effects, RecordSurvey))
    moved = told.one(effects, MoveCase)
    assert moved.to is S.CLOSED
    assert "未评价" in moved.note
    assert "未评价" in told.said_to(effects, AUNT_WANG)


def test_after_closing_the_silence_of_others_is_still_written_down() -> None:
    asked = (survey(AUNT_WANG, SurveyState.ANSWERED), survey(UNCLE_GAO, SurveyState.ASKED))
    effects = fire(K.SURVEY_GIVE_UP, at(S.CLOSED), surveys=asked)
    assert told.one(effects, RecordSurvey).survey_id == UNCLE_GAO.id
    assert len(effects) == 1


def test_only_surveys_of_the_present_round_count() -> None:
    old = (survey(AUNT_WANG, SurveyState.ANSWERED), survey(AUNT_WANG, round=2, id=9))
    view = at(S.ANSWERED, reopen_count=1)
    effects = fire(K.SURVEY_ASK, view, surveys=old)
    assert told.one(effects, RecordSurvey).survey_id == 9


def test_what_is_never_surveyed_is_closed_by_rule() -> None:
    view = a_case(S.ANSWERED, "official_conduct", owner_id=COUNTY_DUTY.id)
    effects = fire(K.SURVEY_GIVE_UP, view)
    assert told.states(effects) == ["closed"]
    assert told.said_to(effects, AUNT_WANG) == ""
    assert fire(K.SURVEY_GIVE_UP, at(S.ANSWERED)) == []


def test_ending_a_case_withdraws_what_was_whistled() -> None:
    effects = fire(K.SURVEY_GIVE_UP, replace(SURVEYING), surveys=())
    assert not told.of(effects, MoveWhistle)  # its whistle was done
    assert told.one(effects, StopTimers).case == 1
