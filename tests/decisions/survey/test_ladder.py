"""The ladder of asking: which way comes next, who asks, and at what time of the day."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy
from handlers.situation import CaseView, Reach
from handlers.survey import askers
from handlers.survey.ladder import asking_time, is_aged, may_ask, next_way, other_part, ways
from storage.codes import CaseState, SurveyChannel, SurveyKind, WhistleRole
from storage.tables.person import Person
from storage.tables.survey import Survey, SurveyAttempt
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    GUO,
    MONDAY,
    URBAN_CLERK,
    ZHAO,
)
from tests.decisions.scene import WORLD, a_case, a_report, a_whistle

W, POLICY = SurveyChannel, Policy()
ASKED = Survey(id=7, county_id=1, case_id=1, person_id=AUNT_WANG.id or 0)


def reach(*, phone: str = "", sms: bool = False, chat: bool = True, muted: bool = False) -> Reach:
    agreed = MONDAY if sms else None
    person = Person(
        id=AUNT_WANG.id, county_id=1, name="王大妈", phone=phone, created_at=MONDAY,
        sms_agreed_at=agreed, muted_at=MONDAY if muted else None,
    )  # fmt: skip
    return Reach(person, chat)


def case(leaf_id: str = "garbage", words: str = "") -> CaseView:
    view = a_case(CaseState.SURVEYING, leaf_id)
    report = a_report(AUNT_WANG)
    report.words = words
    return CaseView(view.case, (report,))


def tried(*used: SurveyChannel) -> list[SurveyAttempt]:
    begun: dict[str, Any] = {"county_id": 1, "case_id": 1, "survey_id": 7, "begun_at": MONDAY}
    return [SurveyAttempt(channel=way, **begun) for way in used]


@pytest.mark.parametrize(
    ("given", "plan"),
    [
        ({}, (W.CHAT, W.CHAT)),
        ({"phone": "13800000000"}, (W.CHAT, W.PHONE, W.PHONE)),
        ({"phone": "13800000000", "sms": True}, (W.CHAT, W.SMS, W.PHONE, W.PHONE)),
        ({"phone": "13800000000", "chat": False}, (W.PHONE, W.PHONE)),
        ({"chat": False}, (W.VISIT,)),
        ({"phone": "13800000000", "muted": True}, ()),
    ],
)
def test_the_ways_follow_from_what_was_given_and_agreed(
    given: dict[str, Any], plan: tuple[SurveyChannel, ...]
) -> None:
    assert ways(ASKED, case(), reach(**given)) == plan


def test_the_old_and_the_urgent_are_visited_and_others_are_not() -> None:
    assert ways(ASKED, case(words="俺七十多了，不会使手机"), reach())[-1] is W.VISIT
    assert ways(ASKED, case("sewer_blockage"), reach())[-1] is W.VISIT
    assert W.VISIT not in ways(ASKED, case(), reach(phone="13800000000"))


@pytest.mark.parametrize("words", ["我今年七十八了", "年纪大了腿脚不便", "俺不识字", "老汉82岁了"])
def test_age_is_heard_in_ones_own_words(words: str) -> None:
    assert is_aged(case(words=words), AUNT_WANG.id or 0)
    assert not is_aged(case(words="楼上70平的房子漏水"), AUNT_WANG.id or 0)


def test_each_way_is_tried_once_more_at_most_and_then_it_ends() -> None:
    person, view = reach(phone="13800000000", sms=True), case()
    assert next_way(ASKED, view, person, tried()) is W.CHAT
    assert next_way(ASKED, view, person, tried(W.CHAT, W.SMS)) is W.PHONE
    assert next_way(ASKED, view, person, tried(W.CHAT, W.SMS, W.PHONE)) is W.PHONE
    assert next_way(ASKED, view, person, tried(W.CHAT, W.SMS, W.PHONE, W.PHONE)) is None


def test_a_second_look_is_one_word_in_the_chat_and_a_sample_is_a_call() -> None:
    look = Survey(county_id=1, case_id=1, person_id=1, kind=SurveyKind.SECOND_LOOK)
    assert ways(look, case(), reach(phone="13800000000")) == (W.CHAT,)
    sample = Survey(county_id=1, case_id=1, person_id=1, kind=SurveyKind.RESAMPLE)
    assert ways(sample, case(), reach(phone="13800000000")) == (W.PHONE,)
    assert ways(sample, case(), reach()) == ()


# ---- who asks


def test_neither_the_handler_nor_their_line_calls_or_visits() -> None:
    led = a_case(CaseState.SURVEYING, whistles=(a_whistle(role=WhistleRole.LEAD),))
    names = {p.id for p in askers.callers(led, MONDAY, WORLD.directory)}
    assert names == {COUNTY_DUTY.id, COUNTY_DEPUTY.id}
    assert URBAN_CLERK.id not in names
    visiting = {p.id for p in askers.visitors(a_case(), MONDAY, WORLD.directory)}
    assert visiting == {ZHAO.id}
    assert GUO.id not in visiting


def test_the_countys_duty_does_not_ask_after_its_own_case() -> None:
    own = a_case(CaseState.SURVEYING, owner_id=COUNTY_DUTY.id)
    assert COUNTY_DUTY.id not in {p.id for p in askers.callers(own, MONDAY, WORLD.directory)}


def test_of_what_few_may_know_nobody_is_sent_to_the_door() -> None:
    hidden = a_case(CaseState.SURVEYING, "wage_arrears")
    assert askers.visitors(hidden, MONDAY, WORLD.directory) == ()
    assert {p.id for p in askers.callers(hidden, MONDAY, WORLD.directory)} <= {
        COUNTY_DUTY.id,
        COUNTY_DEPUTY.id,
    }


# ---- when


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("hour", "allowed"), [(8, False), (9, True), (19, True), (20, False), (23, False)]
)
def test_residents_are_asked_by_day(hour: int, *, allowed: bool) -> None:
    assert may_ask(at(hour), POLICY) is allowed
    asked = asking_time(at(hour), POLICY)
    assert may_ask(asked, POLICY)
    assert asked - at(hour) < timedelta(days=1)


@pytest.mark.parametrize("hour", range(9, 20))
def test_a_second_call_falls_into_another_part_of_the_day(hour: int) -> None:
    again = other_part(at(hour), POLICY).astimezone(CHINA)
    part = [0 if h < 12 else 1 if h < 17 else 2 for h in (hour, again.hour)]
    assert part[0] != part[1]
    assert timedelta(hours=3) <= again - at(hour) <= timedelta(hours=48)
    assert may_ask(again, POLICY)
