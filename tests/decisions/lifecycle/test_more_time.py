"""More time is asked for and granted: who may, how often, and who hears it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.effects import FinishTask, MoveCase, StartTimer
from handlers.lifecycle.moves import Wish, choices
from handlers.lifecycle.timing.working_time import CHINA
from storage.codes import CaseState, Deferral, Move, TimerKind, WhistleRole, WhistleState
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    GUO,
    HOUSING,
    HOUSING_CLERK,
    TOWN_DUTY,
    URBAN_CLERK,
)
from tests.decisions.lifecycle.more_time import (
    DUE,
    PLAN,
    REASONED,
    a_running_case,
    as_asked,
    changes,
    wish,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker

K, S = TimerKind, CaseState


def test_a_wish_for_more_time_waits_with_the_township_and_the_clock_runs_on() -> None:
    effects = wish(URBAN_CLERK, Move.EXTEND, a_running_case(), REASONED)
    found = changes(effects)
    assert found["deferral"] is Deferral.EXTENSION
    assert found["deferral_until"] == datetime(2026, 4, 22, 18, 0, tzinfo=CHINA)
    assert "resolve_due_at" not in found
    assert {t.kind for t in told.of(effects, StartTimer)} == {K.DEFERRAL_DUE}
    assert "同意延期" in told.said_to(effects, "township_duty")


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("延期", "要延到哪天、因为什么"),
        ("延期,配件没到", "要延到哪天"),
        ("延期到下周三", "因为什么要延"),
        ("延期到周四,配件没到", "并没有往后延"),
        ("延期到5月20号,配件没到", "最多延10个工作日"),
    ],
)
def test_a_wish_that_lacks_something_or_asks_too_much_is_answered(note: str, says: str) -> None:
    effects = wish(URBAN_CLERK, Move.EXTEND, a_running_case(), note)
    assert told.of(effects, MoveCase) == []
    assert says in told.said_to(effects, URBAN_CLERK)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (datetime(2026, 4, 16, 17, 50, tzinfo=CHINA), True),
        (datetime(2026, 4, 17, 8, 30, tzinfo=CHINA), False),
        (datetime(2026, 4, 18, 9, 0, tzinfo=CHINA), False),
    ],
)
def test_more_time_is_asked_a_working_day_before_or_not_at_all(now: datetime, may: bool) -> None:
    effects = wish(URBAN_CLERK, Move.EXTEND, a_running_case(), REASONED, now)
    assert bool(told.of(effects, MoveCase)) is may


def test_more_time_is_given_once() -> None:
    view = a_running_case(extended_from=DUE)
    effects = wish(URBAN_CLERK, Move.EXTEND, view, REASONED)
    assert "已经延过一次" in told.said_to(effects, URBAN_CLERK)


def test_granted_it_moves_the_date_and_the_residents_hear_why() -> None:
    until = DUE + timedelta(days=5)
    view = as_asked(Deferral.EXTENSION, until)
    effects = wish(TOWN_DUTY, Move.APPROVE_EXTENSION, view)
    found = changes(effects)
    assert found["resolve_due_at"] == until
    assert found["resolve_span"] == "2026-04-22"
    assert found["extended_from"] == DUE
    assert found["deferral"] is None
    ends = [t.due_at for t in told.of(effects, StartTimer) if t.kind is K.RESOLVE_DUE]
    assert ends == [until]
    assert "配件没到" in told.said_to(effects, AUNT_WANG)
    assert told.one(effects, FinishTask).key == "deferral:1"


def test_nobody_grants_their_own_wish() -> None:
    view = as_asked(Deferral.EXTENSION, DUE + timedelta(days=5), by=TOWN_DUTY)
    for move in (Move.APPROVE_EXTENSION, Move.DENY_DEFERRAL):
        effects = wish(TOWN_DUTY, move, view)
        assert told.of(effects, MoveCase) == []
        assert "另一位值班" in told.said_to(effects, TOWN_DUTY)


def test_those_on_duty_may_give_more_time_of_their_own_accord() -> None:
    effects = wish(TOWN_DUTY, Move.EXTEND, a_running_case(), REASONED)
    assert changes(effects)["extended_from"] == DUE


def test_a_helper_asks_through_the_lead() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER, WhistleState.REPORTED_IN)
    lead = a_whistle(state=WhistleState.REPORTED_IN)
    view = a_case(S.IN_PROGRESS, whistles=(lead, helper), resolve_due_at=DUE)
    for move, note in ((Move.EXTEND, REASONED), (Move.SUSPEND, PLAN)):
        assert "由主办单位" in told.said_to(wish(HOUSING_CLERK, move, view, note), HOUSING_CLERK)


def test_a_grid_member_may_ask_too_and_a_resident_may_not() -> None:
    view = a_case(S.SELF_HANDLING, resolve_due_at=DUE)
    assert changes(wish(GUO, Move.EXTEND, view, REASONED))["deferral"] is Deferral.EXTENSION
    assert told.of(wish(AUNT_WANG, Move.EXTEND, view, REASONED), MoveCase) == []


def test_what_can_be_granted_is_offered_only_while_it_is_asked_for() -> None:
    plain = Wish(Move.FINISH, speaker(TOWN_DUTY), a_running_case())
    asked = replace(plain, view=as_asked(Deferral.EXTENSION, DUE + timedelta(days=5)))
    assert Move.APPROVE_EXTENSION not in choices(plain, WORLD)
    assert Move.APPROVE_EXTENSION in choices(asked, WORLD)
    assert Move.APPROVE_SUSPENSION not in choices(asked, WORLD)
