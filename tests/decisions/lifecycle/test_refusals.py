"""A department hands a whistle back: what is asked for, who rules, and what a ruling does."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.effects import (
    Ask,
    CallConsult,
    Effect,
    FinishTask,
    MoveCase,
    MoveWhistle,
    OpenTask,
    StartTimer,
    WhistleTo,
)
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView
from storage.codes import (
    CaseState,
    ConsultTrigger,
    Move,
    RefusalCode,
    TaskKind,
    TimerKind,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.tables.case import Whistle
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    HOUSING,
    HOUSING_CLERK,
    MONDAY,
    URBAN,
    URBAN_CLERK,
    WATER,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker

S, W = CaseState, WhistleState
PLAIN = "权责清单上城管只管市政排水和道路,供水主管在自来水公司,请改派"
GROUNDS = "权责清单第十二条写明这一段由别的单位管护,我们没有这个职责"
LATE = MONDAY + timedelta(minutes=41)


def burst(*whistles: Whistle, **other: Any) -> CaseView:
    held = whistles or (a_whistle(),)
    return a_case(S.WHISTLED, "water_supply", held, **other)


def refuse(
    view: CaseView,
    note: str,
    code: RefusalCode | None = RefusalCode.R1,
    now: datetime = MONDAY,
    person: Person = URBAN_CLERK,
    department_id: int | None = None,
) -> list[Effect]:
    wish = Wish(Move.REFUSE, speaker(person), view, note, code, department_id)
    return decide(wish, now, WORLD)


def rule(view: CaseView, move: Move, note: str = "") -> list[Effect]:
    return decide(Wish(move, speaker(COUNTY_DUTY), view, note), LATE, WORLD)


def test_a_refusal_without_grounds_is_asked_for_code_and_grounds() -> None:
    effects = refuse(burst(), "这是自来水的管子,不归我们管,退了", now=LATE)
    assert told.one(effects, Ask).kind == "refusal_reason"
    heard = told.said_to(effects, URBAN_CLERK)
    assert "权责" in heard
    assert "R1" in heard
    assert "今天09:30" in heard
    assert "超出" in heard
    assert not told.of(effects, MoveCase)


def test_grounds_without_a_code_are_asked_for_the_code() -> None:
    effects = refuse(burst(), GROUNDS, code=None)
    assert told.one(effects, Ask).data == {"code": None, "words": GROUNDS}


def test_r1_must_cite_the_list() -> None:
    assert told.of(refuse(burst(), "这个事情真的不是我们单位的,应该是别人来修这个管子"), Ask)


def test_a_plain_refusal_is_moved_on_at_once_and_the_centre_may_undo_it() -> None:
    effects = refuse(burst(), PLAIN, now=LATE)
    moved = told.one(effects, MoveCase)
    assert (moved.move, moved.to) == (Move.REFUSE, S.WHISTLED)
    assert moved.changes == {"owner_id": None, "owner_department_id": WATER}
    assert told.one(effects, MoveWhistle).to is W.REFUSED
    roles = {w.department_id: w.role for w in told.of(effects, WhistleTo)}
    assert roles == {WATER: WhistleRole.LEAD, URBAN: WhistleRole.CO_HANDLER}
    card = told.said_to(effects, "自来水公司")
    assert "主办" in card
    assert "报到" in card
    assert "协办" in card
    reporter = told.said_to(effects, AUNT_WANG)
    assert "自来水公司主办" in reporter
    assert "城管" not in reporter
    assert told.one(effects, OpenTask).kind is TaskKind.DECIDE_REFUSAL
    assert "今天09:30" in told.said_to(effects, "county_duty")
    assert "时限" in told.said_to(effects, URBAN_CLERK)


def test_the_new_lead_has_at_least_half_of_the_time_for_itself() -> None:
    view = burst(resolve_due_at=LATE + timedelta(hours=3))
    card = told.said_to(refuse(view, PLAIN, now=LATE), "自来水公司")
    assert "您单位最迟" in card


@pytest.mark.parametrize(
    ("view", "note", "code"),
    [
        (burst(), GROUNDS, RefusalCode.R1),  # names nobody
        (
            burst(),
            "权责清单写明供水改造归住建局负责,请改派给住建",
            RefusalCode.R1,
        ),  # not on its list
        (burst(), PLAIN, RefusalCode.R2),
        (burst(a_whistle(), a_whistle(HOUSING, state=W.REFUSED, id=7)), PLAIN, RefusalCode.R1),
        (burst(a_whistle(WATER), a_whistle(role=WhistleRole.CO_HANDLER)), PLAIN, RefusalCode.R1),
    ],
)
def test_every_other_refusal_waits_for_the_centre(
    view: CaseView, note: str, code: RefusalCode
) -> None:
    effects = refuse(view, note, code)
    assert told.one(effects, MoveWhistle).to is W.REFUSAL_PENDING
    assert not told.of(effects, WhistleTo)
    assert told.one(effects, OpenTask).kind is TaskKind.DECIDE_REFUSAL
    due = told.one(effects, StartTimer)
    assert (due.kind, due.due_at) == (TimerKind.REFUSAL_DUE, MONDAY + timedelta(hours=2))
    assert "同意退回" in told.said_to(effects, "county_duty")
    assert told.said_to(effects, AUNT_WANG) == ""


def test_lack_of_information_is_one_question_to_the_reporter() -> None:
    effects = refuse(burst(), "信息不足:没有写清楚是哪一栋楼前面的管子在漏水", RefusalCode.R4)
    assert not told.of(effects, MoveWhistle)
    assert "补一句" in told.said_to(effects, AUNT_WANG)


@pytest.mark.parametrize(
    ("whistle", "words"),
    [
        (a_whistle(state=W.REPORTED_IN), "已经报到"),
        (a_whistle(state=W.REFUSAL_PENDING), "正等中心裁定"),
        (a_whistle(designated=True), "书面指定"),
    ],
)
def test_what_was_taken_or_ruled_cannot_be_handed_back(whistle: Whistle, words: str) -> None:
    effects = refuse(burst(whistle), PLAIN)
    assert words in told.said_to(effects, URBAN_CLERK)
    assert not told.of(effects, MoveWhistle)


def test_an_emergency_is_handled_first() -> None:
    effects = refuse(burst(urgency=Urgency.U0), PLAIN)
    assert "先处置" in told.said_to(effects, URBAN_CLERK)


def pending(**other: Any) -> CaseView:
    whistle = a_whistle(
        state=W.REFUSAL_PENDING,
        refusal_code=RefusalCode.R1,
        refusal_reason="权责清单写明归住建局",
        **other,
    )
    return burst(whistle)


def test_a_granted_refusal_whistles_the_named_department_and_keeps_the_residents_date() -> None:
    effects = rule(pending(), Move.APPROVE_REFUSAL)
    assert told.one(effects, MoveWhistle).to is W.REFUSED
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role) == (HOUSING, WhistleRole.LEAD)
    assert "resolve_due_at" not in told.one(effects, MoveCase).changes
    assert "住建局主办" in told.said_to(effects, AUNT_WANG)
    assert "中心已同意" in told.said_to(effects, "城管局")
    assert told.one(effects, FinishTask).key == f"refusal:{900 + URBAN}"


def test_the_centres_own_word_on_the_new_lead_comes_first() -> None:
    effects = rule(pending(), Move.APPROVE_REFUSAL, "同意退回,改由自来水公司主办")
    assert told.one(effects, WhistleTo).department_id == WATER


def test_a_granted_refusal_needs_a_new_lead() -> None:
    view = a_case(
        S.WHISTLED,
        "sewer_blockage",
        (a_whistle(state=W.REFUSAL_PENDING, refusal_reason="不归我们"),),
    )
    effects = rule(view, Move.APPROVE_REFUSAL)
    assert not told.of(effects, MoveWhistle)
    assert "指定新的主办单位" in told.said_to(effects, COUNTY_DUTY)


def test_a_helper_that_may_go_leaves_the_lead_alone() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER, W.REFUSAL_PENDING)
    effects = rule(burst(a_whistle(WATER), helper), Move.APPROVE_REFUSAL)
    assert told.one(effects, MoveWhistle).whistle_id == helper.id
    assert not told.of(effects, WhistleTo)


def test_a_denied_refusal_designates_the_department_for_good() -> None:
    effects = rule(pending(), Move.DENY_REFUSAL)
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.designated) == (URBAN, True)
    assert told.one(effects, MoveWhistle).to is W.WITHDRAWN
    assert "书面指定" in told.said_to(effects, "城管局")


def moved_on(state: WhistleState = W.WHISTLED) -> CaseView:
    return burst(
        a_whistle(state=W.REFUSED, refusal_code=RefusalCode.R1, refusal_reason=PLAIN),
        a_whistle(WATER, state=state),
        a_whistle(URBAN, WhistleRole.CO_HANDLER, id=77),
    )


def test_what_was_moved_on_can_be_undone_until_the_new_lead_has_reported_in() -> None:
    effects = rule(moved_on(), Move.DENY_REFUSAL)
    assert {m.whistle_id for m in told.of(effects, MoveWhistle)} == {900 + WATER, 77}
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role, whistle.designated) == (
        URBAN,
        WhistleRole.LEAD,
        True,
    )
    assert told.one(effects, MoveCase).changes["owner_department_id"] == URBAN
    assert "改回原单位" in told.said_to(effects, "自来水公司")
    late = rule(moved_on(W.REPORTED_IN), Move.DENY_REFUSAL)
    assert not told.of(late, MoveWhistle)


def test_what_was_moved_on_can_be_confirmed() -> None:
    effects = rule(moved_on(), Move.APPROVE_REFUSAL)
    assert told.one(effects, FinishTask).key == f"refusal:{900 + URBAN}"
    assert not told.of(effects, MoveWhistle)


def test_there_is_nothing_to_rule_on_without_a_refusal() -> None:
    for move in (Move.APPROVE_REFUSAL, Move.DENY_REFUSAL):
        effects = rule(burst(), move)
        assert told.listeners(effects) == ["县值班"]


def test_the_third_bounce_calls_for_a_consult() -> None:
    bounced = tuple(a_whistle(HOUSING, state=W.REFUSED, id=n) for n in (5, 6))
    view = burst(*bounced, a_whistle(state=W.REFUSAL_PENDING, refusal_reason="归自来水公司"))
    effects = rule(view, Move.APPROVE_REFUSAL)
    assert told.states(effects) == ["whistled", "consulting"]
    called = told.one(effects, CallConsult)
    assert called.trigger is ConsultTrigger.BOUNCED
    assert set(called.department_ids) == {URBAN, HOUSING}


def test_two_departments_that_point_at_each_other_sit_down_together() -> None:
    back = a_whistle(WATER, state=W.REFUSED, id=5)
    effects = refuse(burst(back, a_whistle()), PLAIN)
    assert told.one(effects, CallConsult).trigger is ConsultTrigger.DISPUTE
    assert told.states(effects) == ["whistled", "consulting"]


def test_only_the_county_rules() -> None:
    effects = decide(Wish(Move.APPROVE_REFUSAL, speaker(HOUSING_CLERK), pending()), LATE, WORLD)
    assert not told.of(effects, MoveCase)
