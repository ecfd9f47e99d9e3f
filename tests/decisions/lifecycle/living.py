"""Lives of a case: people and clocks in any order, and what must hold after every step."""

from datetime import timedelta

from hypothesis import strategies as st

from handlers.effects import Effect, MoveCase
from handlers.lifecycle.consults.agreed import IN_PARTS
from handlers.lifecycle.facts import UNSURVEYED, facts_of
from handlers.lifecycle.moves import Wish, decide
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, opening
from handlers.lifecycle.transitions import OPEN, OVER, find
from handlers.lifecycle.wishes import Minute
from handlers.permissions import may
from scheduler import due
from storage.codes import CaseState, Level, Move, RefusalCode, Role, TimerKind, WhistleRole
from storage.tables.case import Case
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    CHILD_OFFICER,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    GRID,
    GUO,
    HOUSING_CLERK,
    LEADER,
    MONDAY,
    POLICE_CLERK,
    TOWN_DUTY,
    UNCLE_GAO,
    URBAN,
    URBAN_CLERK,
    WATER,
    WATER_CLERK,
    ZHAO,
)
from tests.decisions.model import Model
from tests.decisions.scene import WORLD, a_case, a_report, leaf, speaker

S = CaseState
PEOPLE = (
    AUNT_WANG,
    UNCLE_GAO,
    GUO,
    ZHAO,
    CADRE,
    TOWN_DUTY,
    COUNTY_DUTY,
    COUNTY_DEPUTY,
    LEADER,
    CHILD_OFFICER,
    URBAN_CLERK,
    WATER_CLERK,
    HOUSING_CLERK,
    POLICE_CLERK,
)
NOTES = (
    "",
    "已处理",
    "已疏通管道两处,更换井盖一个,污水已清洗干净",
    "权责清单上城管只管市政排水和道路,供水主管在自来水公司,请改派",
    "权责清单第十二条写明这一段由别的单位管护,我们没有这个职责",
    "延期3天,等配件",
    "挂账10天,等管网改造",
    "119消防已到场处置完毕,警情编号20260413",
    "法院已经判了,请走法院执行",
    "到现场看过了,没有这回事,允许郭网格知情",
)
# of moves that a shrunken sequence would seldom reach
RARE = (
    Move.MERGE,
    Move.SPLIT,
    Move.GUIDE,
    Move.REOPEN,
    Move.FALSE_ALARM,
    Move.CONFIRM_ALARM,
    Move.HAND_OFF,
    Move.WITHDRAW,
    Move.ADMIT,
    Move.PROGRESS,
)
LED = frozenset({S.WHISTLED, S.REPORTED_IN, S.IN_PROGRESS})
FOUND = ("sewer_blockage", "manhole", "streetlight", "water_supply", "garbage", "fire_lane")
KEPT = ("gas_leak", "domestic_violence", "child_protection", "official_conduct", "wage_arrears")
LEAVES = (*FOUND, *KEPT, "unknown_body", "noise")

wish_steps = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(Move),
    st.sampled_from(NOTES),
    st.sampled_from([None, *RefusalCode]),
    st.integers(0, 600),
)
ending_steps = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(RARE),
    st.sampled_from(NOTES[7:]),
    st.none(),
    st.integers(0, 600),
)
ending_plans = st.lists(st.one_of(ending_steps, wish_steps, st.just(None)), min_size=2, max_size=20)
STILL_ASKED = {
    TimerKind.SURVEY_ASK,
    TimerKind.SURVEY_REMIND,
    TimerKind.SURVEY_GIVE_UP,
    TimerKind.SECOND_LOOK,
    TimerKind.RELAY_WORDS,
}
steps = st.lists(st.one_of(wish_steps, st.just(None)), min_size=1, max_size=25)

QUARREL = (
    Move.REFUSE,
    Move.REFUSE,
    Move.APPROVE_REFUSAL,
    Move.DENY_REFUSAL,
    Move.REPORT_IN,
    Move.WHISTLE,
    Move.FINISH,
    Move.REOPEN,
)
quarrel_steps = st.tuples(
    st.sampled_from((URBAN_CLERK, WATER_CLERK, HOUSING_CLERK, COUNTY_DUTY, AUNT_WANG)),
    st.sampled_from(QUARREL),
    st.sampled_from(NOTES[2:]),
    st.sampled_from([RefusalCode.R1, RefusalCode.R1, RefusalCode.R2, RefusalCode.R4]),
    st.integers(0, 60),
)
MEETING = (Move.CONSULT, Move.CONCLUDE, Move.CONCLUDE, Move.SIGN, Move.REFUSE, Move.FINISH)
meeting_steps = st.tuples(
    st.sampled_from((URBAN_CLERK, COUNTY_DUTY, TOWN_DUTY, COUNTY_DUTY)),
    st.sampled_from(MEETING),
    st.sampled_from(("", *NOTES[2:])),
    st.sampled_from([RefusalCode.R1, RefusalCode.R2]),
    st.integers(0, 600),
)
meetings = st.lists(st.one_of(meeting_steps, st.just(None)), min_size=4, max_size=20)
DAY = timedelta(days=1)
whistle_steps = st.lists(st.one_of(quarrel_steps, st.just(None)), min_size=3, max_size=15)


def opened(leaf_id: str, *, two: bool) -> Model:
    kind = leaf(leaf_id)
    case = Case(
        id=1,
        county_id=1,
        number=123,
        leaf=leaf_id,
        title=kind.short_name,
        region_id=GRID,
        place="3号楼前",
        urgency=kind.urgency,
        state=S.EMERGENCY if kind.is_emergency else S.REGISTERED,
        level=Level.GRID,
        is_emergency=kind.is_emergency,
        is_private=kind.is_private,
        is_confidential=kind.is_confidential,
        opened_at=MONDAY,
        group_id=1,
    )
    reporters = (AUNT_WANG, UNCLE_GAO) if two else (AUNT_WANG,)
    model = Model(case, tuple(a_report(p) for p in reporters), MONDAY, WORLD)
    facts = Facts(1, kind, kind.urgency, GRID, is_emergency=kind.is_emergency)
    carry_out(model, opening(Voice(facts, MONDAY, WORLD)))
    return model


def carry_out(model: Model, effects: list[Effect]) -> None:
    check_table(model.case.state, effects)
    check_levels(model.case.level, effects)
    model.apply(effects)
    check(model)


def check_levels(level: Level, effects: list[Effect]) -> None:
    """By itself nothing comes down: only a person may take a case to a lower level."""
    ranks = tuple(Level)
    for move in (m for m in told.of(effects, MoveCase) if m.case == 1):
        if (new := move.changes.get("level")) is not None:
            is_higher = ranks.index(new) <= ranks.index(level)
            assert is_higher or move.role is not Role.BOT, (level, move)
            level = new


def check_table(state: CaseState, effects: list[Effect]) -> None:
    for move in (m for m in told.of(effects, MoveCase) if m.case == 1):
        row = find(state, move.move)
        assert row is not None, (state, move.move)
        assert row.to is move.to, (state, move.move, move.to)
        assert move.role in row.by, (state, move.move, move.role)
        state = move.to


def check(model: Model) -> None:
    case, view = model.case, model.view
    leads = [w for w in view.in_force if w.role is WhistleRole.LEAD]
    assert len(leads) <= 1
    assert len({w.department_id for w in view.in_force}) == len(view.in_force)
    if case.state in LED and not (IN_PARTS in case.tags and case.owner_id is not None):
        assert len(leads) == 1
    if case.state in OPEN:
        assert case.owner_id is not None or case.owner_department_id is not None
        assert case.owner_id is None or case.owner_department_id is None
        assert model.timers, f"an open case in {case.state} that nothing watches"
        assert case.closed_at is None
    if case.state in OVER:
        assert {key[0] for key in model.timers} <= STILL_ASKED
        assert case.closed_at is not None
    if case.state is S.CLOSED:
        check_closed(model)


def check_closed(model: Model) -> None:
    states = [m.to for m in model.history]
    assert S.ANSWERED in states
    closing = next(m for m in reversed(model.history) if m.move is Move.CLOSE)
    by_reporter = closing.role is Role.RESIDENT
    by_rule = model.case.leaf in UNSURVEYED
    assert by_reporter or by_rule or S.SURVEYING in states


def live(model: Model, plan: list[tuple[object, ...] | None]) -> None:
    for step in plan:
        before = list(model.history)
        if step is None:
            timer = model.next_timer()
            if timer is None:
                continue
            model.now = max(model.now, timer.due_at)
            carry_out(model, due.decide(model.situation, timer))
        else:
            wish_and_check(model, step)
        assert model.history[: len(before)] == before


def wish_and_check(model: Model, step: tuple[object, ...]) -> None:
    person, move, note, code, minutes = step
    model.now += timedelta(minutes=int(str(minutes)))
    other = a_case(S.REGISTERED, model.case.leaf, id=2, number=124)
    minute = Minute("由自来水公司三天内修好", 1, WATER, model.now + DAY, is_new=note == "")
    wish = Wish(
        move,  # type: ignore[arg-type]
        speaker(person),  # type: ignore[arg-type]
        model.view,
        str(note),
        code,  # type: ignore[arg-type]
        WATER,
        department_ids=(URBAN, WATER),
        minute=minute,
        other=other,
    )
    effects = decide(wish, model.now, WORLD)
    permit = may(wish.speaker, wish.view, wish.move, WORLD.directory)
    moves = [m for m in told.of(effects, MoveCase) if m.case == 1]
    if not permit:
        assert not moves, (person, move)
    assert all(m.role in permit.roles or m.role is Role.BOT for m in moves)
    check_two_looked(wish, moves)
    carry_out(model, effects)


def check_two_looked(wish: Wish, moves: list[MoveCase]) -> None:
    """A danger is never found false by one person, in however many roles."""
    ended = any(m.move is Move.FALSE_ALARM for m in moves)
    if not ended or not facts_of(wish.view, WORLD).is_safety:
        return
    said = [t for t in wish.view.case.tags if t.startswith("false_alarm:person:")]
    assert said
    assert f"false_alarm:person:{wish.speaker.id}" not in said
