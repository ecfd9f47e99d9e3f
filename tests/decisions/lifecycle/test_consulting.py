"""A consult: who is called together, when, about what; its delegates and its clocks."""

from datetime import datetime, timedelta

import pytest

from handlers.effects import (
    AnswerDelegate,
    CallConsult,
    ChangeCase,
    ChangeConsult,
    EndConsult,
    StartTimer,
)
from handlers.lifecycle.consults import delegates
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from handlers.situation import CaseView
from storage.codes import (
    Colour,
    ConsultState,
    ConsultTrigger,
    Move,
    TimerKind,
)
from storage.tables.case import Case
from storage.tables.consult import ConsultDelegate
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    GAS,
    GUO,
    HOUSING,
    LEADER,
    MONDAY,
    UNCLE_GAO,
    URBAN,
    URBAN_CLERK,
    WATER,
)
from tests.decisions.lifecycle.meeting import TOMORROW, D, S, at_work, called, order
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker
from tests.decisions.scheduler.firing import fire

# ---- it is called


def test_departments_reporters_and_those_on_duty_hear_when_and_about_what() -> None:
    effects = order(at_work(), Move.CONSULT, department_ids=(WATER, GAS), moment=TOMORROW)
    assert told.states(effects) == ["consulting"]
    call = told.one(effects, CallConsult)
    assert call.department_ids == (WATER, GAS, URBAN)
    assert (call.hold_at, call.delegate_ids) == (TOMORROW, (AUNT_WANG.id, UNCLE_GAO.id))
    assert {t.kind for t in told.of(effects, StartTimer)} == {
        TimerKind.CONSULT_HOLD,
        TimerKind.CONSULT_DUE,
    }
    for name in ("城管局", "自来水公司", "燃气公司"):
        assert "明天15:00" in told.said_to(effects, name)
    assert "居民代表" in told.said_to(effects, AUNT_WANG)
    assert "会商" in told.said_to(effects, "township_duty")


def test_without_a_time_it_is_the_next_working_morning() -> None:
    call = told.one(order(at_work(), Move.CONSULT, department_ids=(WATER,)), CallConsult)
    assert call.hold_at == MONDAY + timedelta(days=1, minutes=30)


@pytest.mark.parametrize("moment", [MONDAY + timedelta(days=6), MONDAY - timedelta(hours=1)])
def test_it_is_held_within_three_working_days(moment: datetime) -> None:
    effects = order(at_work(), Move.CONSULT, department_ids=(WATER,), moment=moment)
    assert not told.of(effects, CallConsult)
    assert "三个工作日内" in told.said_to(effects, COUNTY_DUTY)


def test_a_department_or_a_leader_may_ask_for_it() -> None:
    assert told.of(order(at_work(), Move.CONSULT, URBAN_CLERK), CallConsult)
    assert told.of(order(at_work(), Move.CONSULT, LEADER, department_ids=(WATER,)), CallConsult)
    assert not told.of(order(at_work(), Move.CONSULT, GUO), CallConsult)


def test_those_on_duty_name_at_least_two_units() -> None:
    effects = order(at_work(), Move.CONSULT)
    assert "哪几家单位" in told.said_to(effects, COUNTY_DUTY)


def test_a_confidential_matter_is_not_put_before_many() -> None:
    view = a_case(S.WHISTLED, "official_conduct", (a_whistle(10),))
    effects = order(view, Move.CONSULT, department_ids=(WATER, HOUSING))
    assert not told.of(effects, CallConsult)


def test_the_parts_of_a_matter_are_its_agenda_and_their_units_are_invited() -> None:
    part = Case(**{**at(S.WHISTLED).case.model_dump(), "id": 2, "summary": "2.井盖翘了"})
    part.owner_department_id = HOUSING
    view = at_work()
    view = CaseView(view.case, view.reports, view.whistles, children=(part,))
    call = told.one(order(view, Move.CONSULT), CallConsult)
    assert [(d.words, d.case) for d in call.demands] == [("井盖翘了", 2)]
    assert call.trigger is ConsultTrigger.DEMANDS
    assert HOUSING in call.department_ids


def test_another_time_is_told_to_units_and_delegates() -> None:
    sits = ConsultDelegate(county_id=1, consult_id=7, person_id=AUNT_WANG.id or 0, state=D.AGREED)
    view, later = called(delegates=(sits,)), TOMORROW + timedelta(days=1)
    effects = order(view, Move.CONSULT, moment=later)
    assert told.one(effects, ChangeConsult).hold_at == later
    assert "后天15:00" in told.said_to(effects, AUNT_WANG)
    assert "已定在" in told.said_to(order(view, Move.CONSULT), COUNTY_DUTY)
    more = order(view, Move.CONSULT, department_ids=(GAS,))
    assert told.one(more, ChangeConsult).department_ids == (URBAN, WATER, GAS)


def test_a_new_lead_is_invited_to_the_consult_that_is_called() -> None:
    effects = order(called(), Move.REASSIGN, department_id=GAS)
    assert told.one(effects, ChangeConsult).department_ids == (URBAN, WATER, GAS)
    assert told.states(effects) == ["consulting"]


# ---- delegates


def say(view: CaseView) -> Voice:
    return Voice(facts_of(view, WORLD), MONDAY, WORLD)


def test_three_sit_in_by_their_own_word_and_a_fourth_is_thanked() -> None:
    view = called()
    assert view.consult is not None
    effects = delegates.agreed(view.consult, speaker(AUNT_WANG), say(view))
    assert told.one(effects, AnswerDelegate).state is D.AGREED
    assert "王大妈愿意参加" in told.said_to(effects, "county_duty")
    three = tuple(
        ConsultDelegate(county_id=1, consult_id=7, person_id=n, state=D.AGREED) for n in (1, 2, 3)
    )
    full = called(delegates=three)
    assert full.consult is not None
    assert not told.of(
        delegates.agreed(full.consult, speaker(AUNT_WANG), say(full)), AnswerDelegate
    )


def test_whoever_sits_in_may_withdraw() -> None:
    view = called()
    assert view.consult is not None
    effects = delegates.withdrawn(view.consult, speaker(AUNT_WANG), say(view))
    assert told.one(effects, AnswerDelegate).state is D.WITHDRAWN


# ---- its clocks, and its end


def test_when_it_is_time_the_centre_sees_the_agenda() -> None:
    effects = fire(TimerKind.CONSULT_HOLD, called(), TOMORROW)
    assert "路灯三天不亮" in told.said_to(effects, "county_duty")
    assert fire(TimerKind.CONSULT_HOLD, at_work(), TOMORROW) == []


def test_after_three_working_days_without_minutes_it_is_red_and_a_leader_knows() -> None:
    effects = fire(TimerKind.CONSULT_DUE, called(), MONDAY + timedelta(days=4))
    assert told.one(effects, ChangeCase).changes == {"colour": Colour.RED}
    assert "还没有签发" in told.said_to(effects, "梅志远")
    assert told.one(effects, StartTimer).kind is TimerKind.CONSULT_DUE


def test_a_case_that_is_over_ends_its_consult() -> None:
    note = "灯已经换好,现场试过是亮的,线路也检查了一遍"
    effects = order(called(), Move.FINISH, note=note)
    assert told.one(effects, EndConsult).state is ConsultState.ENDED
    assert not told.of(effects, ChangeCase)
