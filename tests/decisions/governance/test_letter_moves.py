"""Who may sign, receive and answer a letter, and what becomes of it then."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.effects import MoveLetter, Note, OpenTask, Say, StartTimer, StopTimers
from handlers.governance import letter_drafts, letter_moves
from handlers.governance.letter_moves import LetterStep
from handlers.situation import LetterSituation, Speaker
from scheduler import letters as timers
from storage.codes import CaseState, LetterKind, LetterRule, LetterState, Role, TimerKind
from storage.tables.letter import Letter
from storage.tables.person import Person, Post
from storage.tables.timer import Timer
from tests.decisions import told
from tests.decisions.county import (
    COUNTY_DUTY,
    GUO,
    LEADER,
    MONDAY,
    TOWN,
    URBAN,
    URBAN_CLERK,
    URBAN_LEADER,
    WATER_CLERK,
)
from tests.decisions.scene import WORLD, at, speaker

S, K = LetterState, LetterKind


def a_letter(
    kind: LetterKind = K.SUPERVISION, state: LetterState = S.DRAFT, **other: Any
) -> Letter:
    given: dict[str, Any] = {
        "id": 5,
        "county_id": 1,
        "key": "k",
        "kind": kind,
        "year": 2026,
        "number": 3,
        "state": state,
        "rule": LetterRule.OVERDUE,
        "case_id": 1,
        "department_id": URBAN,
        "reasons": ["#00123【下水道堵塞】应于2026年4月14日18:00办结，现已超过时限"],
        "data": {"case": "#00123【下水道堵塞】", "assigned": "昨天", "due": "今天"},
        "drafted_at": MONDAY,
    }
    return Letter(**given | other)


def step(person: Person | Speaker, letter: Letter, view: Any = None) -> LetterStep:
    who = person if isinstance(person, Speaker) else speaker(person)
    return LetterStep(who, letter, view or at(CaseState.IN_PROGRESS), MONDAY, WORLD)


def town_leader() -> Speaker:
    person = Person(id=990, county_id=1, name="郑海燕", created_at=MONDAY)
    return Speaker(person, (Post(county_id=1, person_id=990, role=Role.LEADER, region_id=TOWN),))


# ---- signing


def test_a_leader_signs_and_the_units_people_get_the_letter_one_to_one() -> None:
    effects = letter_moves.sign(step(LEADER, a_letter()))
    moved = told.one(effects, MoveLetter)
    assert moved.to is S.ISSUED
    assert moved.changes["signer_id"] == LEADER.id
    assert "青河县社会治理综合服务中心" in moved.changes["body"]
    assert told.listeners(effects) == [
        URBAN_CLERK.name, URBAN_LEADER.name, LEADER.name, "county_duty",
    ]  # fmt: skip
    assert moved.changes["body"] in told.said_to(effects, URBAN_CLERK)
    assert "梅志远" in told.one(effects, Note).text


def test_its_deadline_counts_working_days_of_its_kind_from_the_signature() -> None:
    for kind, days in ((K.REMINDER, 1), (K.SUPERVISION, 3), (K.WARNING, 5)):
        letter = a_letter(kind, data={"month": "2026年3月", "crimes": 1, "accidents": 0,
                                      "petitions": 0, "colour": "黄"})  # fmt: skip
        effects = letter_moves.sign(step(LEADER, letter))
        until = WORLD.calendar.add_workdays(MONDAY, days)
        assert told.one(effects, MoveLetter).changes["reply_due_at"] == until
        assert [
            t.due_at for t in told.of(effects, StartTimer) if t.kind is TimerKind.LETTER_REPLY
        ] == [until]


@pytest.mark.parametrize("person", [COUNTY_DUTY, URBAN_LEADER, GUO])
def test_a_supervision_order_is_signed_by_a_leader_only(person: Person) -> None:
    effects = letter_moves.sign(step(person, a_letter()))
    assert not told.of(effects, MoveLetter)
    assert told.listeners(effects) == [person.name]


def test_whoever_drafted_a_supervision_order_may_not_sign_it() -> None:
    effects = letter_moves.sign(step(LEADER, a_letter(drafter_id=LEADER.id)))
    assert not told.of(effects, MoveLetter)
    assert "另一位领导" in told.said_to(effects, LEADER)


def test_a_township_leader_signs_nothing_to_a_county_department_or_their_own_township() -> None:
    for letter in (a_letter(), a_letter(department_id=None, region_id=TOWN)):
        assert not told.of(letter_moves.sign(step(town_leader(), letter)), MoveLetter)


def test_the_centre_signs_a_reminder() -> None:
    effects = letter_moves.sign(step(COUNTY_DUTY, a_letter(K.REMINDER)))
    assert told.one(effects, MoveLetter).to is S.ISSUED


@pytest.mark.parametrize("state", [S.ISSUED, S.RECEIVED, S.REPLIED, S.VOID])
def test_a_letter_is_signed_once(state: LetterState) -> None:
    assert not told.of(letter_moves.sign(step(LEADER, a_letter(state=state))), MoveLetter)


def test_one_complained_of_never_gets_the_letter() -> None:
    view = at(CaseState.IN_PROGRESS, tags=[f"avoid:person:{URBAN_LEADER.id}"])
    effects = letter_moves.sign(step(LEADER, a_letter(), view))
    assert URBAN_LEADER.name not in told.listeners(effects)


def test_a_unit_without_people_in_the_roster_is_a_task_for_somebody() -> None:
    effects = letter_moves.sign(step(LEADER, a_letter(department_id=8)))
    assert "当面送" in told.one(effects, OpenTask).title


# ---- the unit


def test_receiving_is_no_answer_and_only_the_units_own_people_can() -> None:
    sent = a_letter(state=S.ISSUED, reply_due_at=MONDAY + timedelta(days=3))
    effects = letter_moves.receive(step(URBAN_CLERK, sent))
    assert told.one(effects, MoveLetter).to is S.RECEIVED
    assert told.one(effects, StopTimers).kinds == (TimerKind.LETTER_RECEIPT,)
    assert not told.of(letter_moves.receive(step(WATER_CLERK, sent)), MoveLetter)


def test_an_answer_stops_the_clocks_and_reaches_the_centre_and_the_signer() -> None:
    sent = a_letter(state=S.RECEIVED, signer_id=LEADER.id)
    effects = letter_moves.reply(step(URBAN_LEADER, sent), "材料昨天才到，今天已经换好")
    assert told.one(effects, MoveLetter).to is S.REPLIED
    assert told.one(effects, StopTimers).kinds == ()
    assert told.listeners(effects) == [URBAN_LEADER.name, "county_duty", LEADER.name]


def test_an_empty_answer_is_asked_for_more() -> None:
    sent = a_letter(state=S.RECEIVED)
    effects = letter_moves.reply(step(URBAN_CLERK, sent), "好的")
    assert not told.of(effects, MoveLetter)
    assert "请写清" in told.said_to(effects, URBAN_CLERK)


def test_a_draft_is_nothing_the_unit_can_see_or_answer() -> None:
    for effects in (
        letter_moves.receive(step(URBAN_CLERK, a_letter())),
        letter_moves.show(step(URBAN_CLERK, a_letter())),
        letter_moves.reply(step(URBAN_CLERK, a_letter()), "已经在办了，明天就能办好"),
    ):
        assert not told.of(effects, MoveLetter)
        assert told.one(effects, Say).text.key == "letter.not_yours"


# ---- drafting by hand, and voiding


def test_a_warning_is_drafted_from_three_figures_of_a_unit() -> None:
    figures = letter_drafts.figures_in("4月 案件2起 事故零 上访1批")
    assert figures == {"crimes": 2, "accidents": 0, "petitions": 1}
    assert letter_drafts.month_in("", datetime(2026, 1, 5, tzinfo=MONDAY.tzinfo)) == "2025年12月"
    assert letter_drafts.month_in("4月", MONDAY) == "2026年4月"


def test_a_void_draft_needs_a_reason_and_keeps_it() -> None:
    assert not told.of(letter_moves.void(step(LEADER, a_letter()), ""), MoveLetter)
    effects = letter_moves.void(step(LEADER, a_letter()), "昨天已办结")
    assert told.one(effects, MoveLetter).changes["void_reason"] == "昨天已办结"


# ---- clocks


def fire(letter: Letter, kind: TimerKind, round_: int = 1) -> list[Any]:
    timer = Timer(county_id=1, subject="letter:5", kind=kind, due_at=MONDAY, data={"round": round_})
    view = at(CaseState.IN_PROGRESS)
    return timers.DECISIONS[kind](LetterSituation(MONDAY, WORLD, letter, view), timer)


def test_an_unreceived_letter_is_brought_to_mind_once() -> None:
    effects = fire(a_letter(state=S.ISSUED, reply_due_at=MONDAY), TimerKind.LETTER_RECEIPT)
    assert told.listeners(effects) == [URBAN_CLERK.name, URBAN_LEADER.name]
    assert fire(a_letter(state=S.RECEIVED), TimerKind.LETTER_RECEIPT) == []


def test_an_overdue_answer_is_asked_for_each_working_day_and_then_by_telephone() -> None:
    late = a_letter(state=S.RECEIVED, reply_due_at=MONDAY - timedelta(hours=1))
    first = fire(late, TimerKind.LETTER_REPLY)
    assert told.listeners(first) == [URBAN_CLERK.name, URBAN_LEADER.name, "county_duty"]
    assert told.one(first, StartTimer).data["round"] == 2
    last = fire(late, TimerKind.LETTER_REPLY, timers.ROUNDS)
    assert told.one(last, OpenTask).title.startswith("打电话")
    assert not told.of(last, StartTimer)
    assert fire(a_letter(state=S.REPLIED), TimerKind.LETTER_REPLY) == []
