"""A case set aside and taken up again, residents who object, and questions to them."""

from datetime import datetime, timedelta

import pytest

from handlers.effects import MoveCase, OpenTask, StartTimer
from handlers.lifecycle.deferrals.objecting import objected
from handlers.lifecycle.deferrals.waiting import answered, is_asked
from handlers.lifecycle.moves import Wish, decide
from handlers.lifecycle.timing.working_time import CHINA
from storage.codes import CaseState, Deferral, Move, Pause, TimerKind
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    HOUSING,
    MONDAY,
    TOWN_DUTY,
    URBAN_CLERK,
)
from tests.decisions.lifecycle.more_time import (
    DUE,
    PLAN,
    a_running_case,
    a_suspended_case,
    as_asked,
    changes,
    voice,
    wish,
)
from tests.decisions.scene import WORLD, a_case, speaker

K, S = TimerKind, CaseState


def test_a_suspended_case_has_a_plan_a_day_to_look_again_and_no_running_clock() -> None:
    review = datetime(2026, 4, 30, 9, 0, tzinfo=CHINA)
    effects = wish(TOWN_DUTY, Move.APPROVE_SUSPENSION, as_asked(Deferral.SUSPENSION, review))
    found = changes(effects)
    assert told.states(effects) == ["suspended"]
    assert (found["pause"], found["paused_at"], found["review_at"]) == (
        Pause.SUSPENDED,
        MONDAY,
        review,
    )
    assert {t.kind for t in told.of(effects, StartTimer)} == {
        K.SUSPENSION_REVIEW,
        K.SUSPENSION_OVER,
    }


@pytest.mark.parametrize(
    ("note", "day"),
    [
        (PLAN, (4, 30)),
        ("先挂账吧,等开春再修", (5, 13)),
        ("挂账到7月1号,等资金", (5, 13)),
        ("挂账10天,等设备返厂", (4, 23)),
    ],
)
def test_the_day_to_look_again_is_never_later_than_in_thirty_days(
    note: str, day: tuple[int, int]
) -> None:
    found = changes(wish(URBAN_CLERK, Move.SUSPEND, a_running_case(), note))
    until = found["deferral_until"].astimezone(CHINA)
    assert (until.month, until.day) == day


def test_taken_up_again_the_clock_has_what_was_left_of_it() -> None:
    now = MONDAY + timedelta(days=9)  # Wednesday a week later: six working days stood still
    effects = wish(URBAN_CLERK, Move.RESUME, a_suspended_case(), now=now)
    found = changes(effects)
    assert told.states(effects) == ["in_progress"]
    assert found["resolve_due_at"] == datetime(2026, 4, 27, 18, 0, tzinfo=CHINA)
    assert found["resolve_span"] == "10wd"
    assert found["pause"] is None


def test_a_word_of_progress_leaves_a_suspended_case_where_it_is() -> None:
    effects = wish(URBAN_CLERK, Move.PROGRESS, a_suspended_case(), "围挡看过了,都完好")
    assert told.states(effects) == ["suspended"]


def test_another_lead_takes_a_suspended_case_up_with_its_clock() -> None:
    given = Wish(
        Move.REASSIGN, speaker(COUNTY_DUTY), a_suspended_case(), "改派住建局", None, HOUSING
    )
    effects = decide(given, MONDAY + timedelta(days=3), WORLD)
    assert told.states(effects)[-1] == "whistled"
    assert changes(effects)["pause"] is None
    assert K.RESOLVE_DUE in {t.kind for t in told.of(effects, StartTimer)}


# ---- a resident objects


def test_an_objection_goes_to_the_countys_centre_once() -> None:
    view = a_running_case(extended_from=DUE, deferral_reason="等配件")
    effects = objected(view, voice(view), AUNT_WANG.id or 0, "不同意,等不了")
    assert "等不了" in told.said_to(effects, "county_duty")
    assert told.one(effects, OpenTask).key == "objection:1"
    view.case.tags = changes(effects)["tags"]
    again = objected(view, voice(view), AUNT_WANG.id or 0, "真的等不了")
    assert told.of(again, OpenTask) == []


def test_the_centre_may_heed_it_and_the_case_is_due_as_before() -> None:
    later = DUE + timedelta(days=5)
    view = a_running_case(
        resolve_due_at=later, extended_from=DUE, tags=[f"objects:person:{AUNT_WANG.id}"]
    )
    effects = wish(COUNTY_DUTY, Move.DENY_DEFERRAL, view, "不同意延期,先接临时灯")
    assert changes(effects)["resolve_due_at"] == DUE
    assert "先接临时灯" in told.said_to(effects, "城管局")
    assert "县中心看了您的意见" in told.said_to(effects, AUNT_WANG)


def test_the_centre_may_leave_it_and_says_why() -> None:
    view = a_running_case(
        extended_from=DUE, deferral_reason="等配件", tags=[f"objects:person:{AUNT_WANG.id}"]
    )
    effects = wish(COUNTY_DUTY, Move.APPROVE_EXTENSION, view)
    assert changes(effects)["tags"] == []
    assert "等配件" in told.said_to(effects, AUNT_WANG)


def test_an_objection_heeded_takes_a_suspended_case_up_again() -> None:
    view = a_suspended_case(tags=[f"objects:person:{AUNT_WANG.id}"])
    effects = wish(COUNTY_DUTY, Move.DENY_DEFERRAL, view, now=MONDAY + timedelta(days=2))
    assert told.states(effects)[-1] == "in_progress"
    assert wish(TOWN_DUTY, Move.DENY_DEFERRAL, view)  # the township does not overrule it
    assert told.of(wish(TOWN_DUTY, Move.DENY_DEFERRAL, view), MoveCase) == []


# ---- a question to the residents


def test_a_question_stops_the_clock_until_it_is_answered() -> None:
    effects = wish(URBAN_CLERK, Move.QUESTION, a_running_case(), "请补充是几号楼、几单元")
    found = changes(effects)
    assert found["pause"] is Pause.WAITING
    assert "是几号楼、几单元" in told.said_to(effects, AUNT_WANG)
    view = a_running_case(**found)
    assert is_asked(view.case)
    later = MONDAY + timedelta(days=1, hours=1)
    then = changes(answered(view, voice(view, later), "3号楼2单元"))
    assert then["pause"] is None
    assert then["contacted_at"] == later
    assert then["resolve_due_at"] == datetime(2026, 4, 20, 18, 0, tzinfo=CHINA)


def test_the_third_question_is_asked_but_stops_no_clock() -> None:
    effects = wish(URBAN_CLERK, Move.QUESTION, a_running_case(pause_count=2), "请补充是几号楼")
    assert "pause" not in changes(effects)
    assert "照常走" in told.said_to(effects, URBAN_CLERK)


def test_a_late_case_is_not_saved_by_a_question() -> None:
    effects = wish(
        URBAN_CLERK, Move.QUESTION, a_running_case(), "请补充是几号楼", DUE + timedelta(hours=1)
    )
    assert "pause" not in changes(effects)


def test_who_must_not_be_written_to_is_not_asked_by_the_bot() -> None:
    view = a_case(S.SELF_HANDLING, "child_protection", resolve_due_at=DUE)
    effects = wish(COUNTY_DUTY, Move.QUESTION, view, "请补充几楼")
    assert told.of(effects, MoveCase) == []
    assert "注意保密" in told.said_to(effects, COUNTY_DUTY)


def test_a_question_without_words_is_asked_back() -> None:
    effects = wish(URBAN_CLERK, Move.QUESTION, a_running_case(), "请补充")
    assert "想问反映人什么" in told.said_to(effects, URBAN_CLERK)
