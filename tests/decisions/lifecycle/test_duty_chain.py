"""Somebody is always reached: the chain of an alarm, its stand-ins, and who stops it."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.directory import Directory
from handlers.effects import ChangeCase, Effect, MoveCase, OpenTask, StopTimers
from handlers.lifecycle.moves import Wish, decide
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, opening
from handlers.routing.assign import owner_for
from handlers.routing.exclusion import Exclusion
from handlers.situation import CaseSituation, CaseView, Speaker
from scheduler import due
from storage.codes import CaseState, Move, Role, TimerKind, Urgency
from storage.tables.person import Person, Post
from storage.tables.timer import Timer
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    GRID,
    GUO,
    LEADER,
    MONDAY,
    POSTS,
    TOWN_DUTY,
)
from tests.decisions.lifecycle.wishing import NOON, alarm, wishes
from tests.decisions.scene import WORLD, a_case, a_directory, a_world, leaf


def fire(view: CaseView, kind: TimerKind, minutes: int, **data: Any) -> list[Effect]:
    now = MONDAY + timedelta(minutes=minutes)
    timer = Timer(id=1, county_id=1, subject="case:1", kind=kind, due_at=now, case_id=1, data=data)
    return due.decide(CaseSituation(now, WORLD, view), timer)


def without(*people: Person) -> Directory:
    return a_directory(posts=tuple(pair for pair in POSTS if pair[1] not in people))


def away(person: Person, stand_in: Person) -> Directory:
    posts: list[tuple[Post, Person]] = []
    for post, held_by in POSTS:
        if held_by is person:
            given = post.model_dump() | {"absent_from": MONDAY, "stand_in_id": stand_in.id}
            posts.append((Post(**given), held_by))
        else:
            posts.append((post, held_by))
    return a_directory(posts=tuple(posts))


def test_whoever_confirms_first_is_named_to_all_others_and_the_chain_stops() -> None:
    effects = wishes(TOWN_DUTY, Move.CONFIRM_ALARM, alarm())
    assert told.one(effects, StopTimers).kinds == (TimerKind.EMERGENCY_CONFIRM,)
    for other in ("county_duty", "grid_member", "village_cadre"):
        assert "已由城关值班确认" in told.said_to(effects, other)
    assert "township_duty" not in told.listeners(effects)


@pytest.mark.parametrize("person", [GUO, CADRE])
def test_the_grid_and_the_village_may_answer_first_and_the_case_stays_with_the_duty_officer(
    person: Person,
) -> None:
    effects = wishes(person, Move.CONFIRM_ALARM, alarm())
    changes = told.one(effects, MoveCase).changes
    assert set(changes) == {"accepted_at"}
    assert "正赶过去" in told.said_to(effects, AUNT_WANG)
    assert person.name in told.said_to(effects, "county_duty")


def test_an_alarm_that_belongs_to_nobody_belongs_to_the_first_who_answers() -> None:
    view = a_case(CaseState.EMERGENCY, "gas_leak", owner_id=None)
    effects = wishes(GUO, Move.CONFIRM_ALARM, view)
    assert told.one(effects, MoveCase).changes["owner_id"] == GUO.id


@pytest.mark.parametrize("note", ["在路上", "收到马上到", "我过去看看"])
def test_a_word_on_how_it_goes_confirms_the_alarm(note: str) -> None:
    effects = wishes(GUO, Move.PROGRESS, alarm(), note)
    moved = [e.move for e in told.of(effects, MoveCase)]
    assert moved == [Move.CONFIRM_ALARM, Move.PROGRESS]


def test_of_violence_at_home_only_the_circle_is_told_who_has_it() -> None:
    view = a_case(CaseState.EMERGENCY, "domestic_violence", owner_id=COUNTY_DUTY.id)
    effects = wishes(COUNTY_DEPUTY, Move.CONFIRM_ALARM, view)
    assert set(told.listeners(effects)) == {"county_duty", COUNTY_DEPUTY.name}


def test_steps_go_from_duty_to_a_leader_to_the_line_of_the_rescuers() -> None:
    confirm = TimerKind.EMERGENCY_CONFIRM
    first, second, third = (fire(alarm(), confirm, 5 * n, step=n) for n in (1, 2, 3))
    assert COUNTY_DEPUTY.name in told.listeners(first)
    assert LEADER.name not in told.listeners(first)
    assert "打电话叫人" in told.one(first, OpenTask).title
    assert LEADER.name in told.listeners(second)
    assert LEADER.name in told.one(second, OpenTask).title
    assert "110、119、120" in told.one(third, OpenTask).title


def test_the_chain_stays_in_the_circle_and_ends_at_the_line_as_well() -> None:
    view = a_case(CaseState.EMERGENCY, "domestic_violence", owner_id=COUNTY_DUTY.id)
    last = fire(view, TimerKind.EMERGENCY_CONFIRM, 15, step=3)
    assert set(told.listeners(last)) == {"county_duty", COUNTY_DEPUTY.name}
    assert "110" in told.one(last, OpenTask).title


def test_where_nobody_sits_at_the_desk_a_leader_owns_the_alarm_and_may_act() -> None:
    world = a_world(without(COUNTY_DUTY, COUNTY_DEPUTY))
    owner = owner_for(GRID, leaf("domestic_violence"), NOON, world.directory)
    assert owner.person == LEADER
    facts = Facts("case", leaf("domestic_violence"), Urgency.U0, GRID, is_emergency=True)
    moved = told.of(opening(Voice(facts, NOON, world)), MoveCase)
    assert moved[0].changes["owner_id"] == LEADER.id
    view = a_case(CaseState.EMERGENCY, "domestic_violence", owner_id=LEADER.id, level=owner.level)
    wish = Wish(Move.CONFIRM_ALARM, Speaker(LEADER, world.directory.posts_of(LEADER.id)), view)
    assert told.of(decide(wish, NOON, world), MoveCase)


def test_a_stand_in_may_do_what_the_absent_may() -> None:
    directory = away(COUNTY_DUTY, LEADER)
    held = directory.posts_held(LEADER.id, NOON)
    assert {p.role for p in held} == {Role.LEADER, Role.COUNTY_DUTY}
    assert {p.role for p in directory.posts_held(LEADER.id, MONDAY - timedelta(days=1))} == {
        Role.LEADER
    }
    assert directory.desk(NOON)[0] == LEADER


def test_a_complaint_about_those_at_the_desk_goes_to_the_next() -> None:
    both = frozenset({COUNTY_DUTY.id or 0, COUNTY_DEPUTY.id or 0})
    owner = owner_for(GRID, leaf("official_conduct"), NOON, WORLD.directory, Exclusion(both))
    assert owner.person == LEADER


def test_what_became_of_a_danger_is_asked_for_within_a_day() -> None:
    close = TimerKind.EMERGENCY_CLOSE
    near = fire(alarm(accepted_at=MONDAY), close, 22 * 60, step="near")
    assert "快满24小时" in told.said_to(near, COUNTY_DUTY)
    over = fire(alarm(accepted_at=MONDAY), close, 24 * 60, step="due")
    assert told.one(over, ChangeCase).changes["colour"].value == "red"
    assert LEADER.name in told.listeners(over)
    assert fire(a_case(CaseState.HANDED_OFF, "gas_leak"), close, 24 * 60, step="due") == []


@pytest.mark.parametrize(
    ("note", "to", "number"),
    [
        ("119 已到场,警情编号 20260313008", "119", "20260313008"),
        ("120救护车拉走了", "120", ""),
        ("燃气公司已关阀抢修完", "燃气公司", ""),
    ],
)
def test_a_hand_over_keeps_to_whom_and_under_which_number(note: str, to: str, number: str) -> None:
    moved = told.one(wishes(COUNTY_DUTY, Move.HAND_OFF, alarm(), note), MoveCase)
    assert (moved.data["to"], moved.data["number"]) == (to, number)


def test_the_second_who_looks_is_never_the_first() -> None:
    effects = wishes(COUNTY_DUTY, Move.FALSE_ALARM, alarm(level="county"), "打电话问了,没有气味")
    asked = [name for name in told.listeners(effects) if "值班" not in name or name != "县值班"]
    assert COUNTY_DEPUTY.name in asked
    assert "county_duty" not in asked
