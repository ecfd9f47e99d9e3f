"""Another lead, one more helper, one less: what those on duty change by a word."""

import pytest

from handlers.effects import Effect, MoveCase, MoveWhistle, WhistleTo
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView
from storage.codes import CaseState, Move, WhistleRole, WhistleState
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import (
    COUNTY_DUTY,
    EDUCATION,
    GAS,
    HOUSING,
    LABOUR,
    MONDAY,
    POLICE,
    TOWN_DUTY,
    URBAN,
    URBAN_CLERK,
    WATER,
    WOMEN,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker

S, W = CaseState, WhistleState
HELPS = WhistleRole.CO_HANDLER


def order(
    view: CaseView,
    move: Move,
    department_id: int | None,
    note: str = "",
    person: Person = TOWN_DUTY,
    **other: object,
) -> list[Effect]:
    wish = Wish(move, speaker(person), view, note, None, department_id, **other)  # type: ignore[arg-type]
    return decide(wish, MONDAY, WORLD)


def led(*helpers: int, state: CaseState = S.IN_PROGRESS) -> CaseView:
    whistles = (a_whistle(state=W.REPORTED_IN), *(a_whistle(d, HELPS) for d in helpers))
    return a_case(state, "streetlight", whistles)


def test_a_new_lead_takes_the_case_and_the_residents_keep_their_date() -> None:
    effects = order(led(HOUSING), Move.REASSIGN, WATER)
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes["owner_department_id"]) == (S.WHISTLED, WATER)
    assert "resolve_due_at" not in moved.changes
    assert told.one(effects, MoveWhistle).to is W.WITHDRAWN
    lead = told.one(effects, WhistleTo)
    assert (lead.department_id, lead.role, lead.designated) == (WATER, WhistleRole.LEAD, False)
    assert "不用再办" in told.said_to(effects, "城管局")
    assert "答复您的时间不变" in told.said_to(effects, "person:101")


def test_a_new_lead_has_half_of_the_leafs_time_at_least() -> None:
    view = led()
    view.case.resolve_due_at = MONDAY
    lead = told.one(order(view, Move.REASSIGN, WATER), WhistleTo)
    assert lead.resolve_due_at is not None
    assert lead.resolve_due_at > MONDAY


def test_a_helper_that_becomes_the_lead_is_whistled_once() -> None:
    effects = order(led(WATER), Move.REASSIGN, WATER)
    assert len(told.of(effects, MoveWhistle)) == 2
    assert told.one(effects, WhistleTo).role is WhistleRole.LEAD


def test_only_the_county_designates_for_good() -> None:
    by_county = order(led(), Move.REASSIGN, WATER, "指定自来水公司主办", COUNTY_DUTY)
    assert told.one(by_county, WhistleTo).designated
    assert not told.one(order(led(), Move.REASSIGN, WATER, "指定自来水主办"), WhistleTo).designated


@pytest.mark.parametrize(
    ("department_id", "words"), [(None, "哪个单位"), (URBAN, "已经吹哨给城管局")]
)
def test_a_new_lead_must_be_named_and_new(department_id: int | None, words: str) -> None:
    effects = order(led(), Move.REASSIGN, department_id)
    assert not told.of(effects, WhistleTo)
    assert words in told.said_to(effects, TOWN_DUTY)


def test_nobody_complained_of_becomes_lead_or_helper() -> None:
    view = led()
    view.case.tags = [f"avoid:department:{WATER}"]
    for move in (Move.REASSIGN, Move.WHISTLE):
        effects = order(view, move, WATER)
        assert not told.of(effects, WhistleTo)
        assert "回避" in told.said_to(effects, TOWN_DUTY)


def test_a_department_changes_no_lead() -> None:
    assert not told.of(order(led(), Move.REASSIGN, WATER, person=URBAN_CLERK), MoveCase)


def test_five_help_and_no_more() -> None:
    five = led(HOUSING, POLICE, WOMEN, EDUCATION, LABOUR)
    assert "已经有5家" in told.said_to(order(five, Move.WHISTLE, GAS), TOWN_DUTY)
    four = order(led(HOUSING, POLICE, WOMEN, EDUCATION), Move.WHISTLE, GAS)
    assert told.one(four, WhistleTo).role is HELPS


def test_a_helper_asked_for_before_there_is_a_lead_goes_with_the_leafs_lead() -> None:
    effects = order(at(S.REGISTERED), Move.WHISTLE, WATER, as_helper=True)
    roles = {w.department_id: w.role for w in told.of(effects, WhistleTo)}
    assert roles == {URBAN: WhistleRole.LEAD, WATER: HELPS}


def test_work_is_not_whistled_down_to_the_village() -> None:
    effects = order(at(S.REGISTERED), Move.WHISTLE, None, "转给村里办")
    assert not told.of(effects, WhistleTo)
    assert "不能转给村" in told.said_to(effects, TOWN_DUTY)


def test_a_helper_is_let_go_and_the_lead_knows() -> None:
    effects = order(led(HOUSING, WATER), Move.RELEASE, WATER)
    assert told.one(effects, MoveWhistle).to is W.WITHDRAWN
    assert "不用您单位协办" in told.said_to(effects, "自来水公司")
    assert "自来水公司不再协办" in told.said_to(effects, "城管局")


def test_which_helper_is_asked_when_it_is_not_clear() -> None:
    assert "哪一家" in told.said_to(order(led(HOUSING, WATER), Move.RELEASE, None), TOWN_DUTY)
    assert "没有协办" in told.said_to(order(led(), Move.RELEASE, None), TOWN_DUTY)
    assert told.of(order(led(WATER), Move.RELEASE, None), MoveWhistle)


def test_the_first_clerk_who_answers_has_it_and_the_second_hears_who() -> None:
    second = Person(id=399, county_id=1, name="城管副值班", created_at=MONDAY)
    taken = a_case(S.REPORTED_IN, "streetlight", (a_whistle(state=W.REPORTED_IN, handler_id=301),))
    holder = speaker(URBAN_CLERK)
    late = Wish(Move.REPORT_IN, type(holder)(second, holder.posts), taken)
    assert "城管局值班已经报过到" in told.said_to(decide(late, MONDAY, WORLD), "person:399")
    first = decide(Wish(Move.REPORT_IN, holder, at(S.WHISTLED)), MONDAY, WORLD)
    assert told.one(first, MoveWhistle).handler_id == 301
