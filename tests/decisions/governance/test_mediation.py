"""Mediation is voluntary: both sides are asked, either may say no, nobody answers for another."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.dialogue.mediation_words import (
    MediationDo,
    asks_for_mediation,
    understand_consent,
    understand_mediation,
)
from handlers.effects import Effect, MoveCase, MoveMediation, OpenMediation, Say, StartTimer
from handlers.governance import mediation, mediation_moves
from handlers.governance.mediation import MediationStep, choice_for, is_dispute
from handlers.situation import CaseView, MediationSituation, World
from handlers.understanding.categories import Categories
from scheduler.mediations import DECISIONS
from storage.codes import CaseState, Confirmation, Consent, MediationState, Role, TimerKind, Urgency
from storage.tables.mediation import Mediation
from storage.tables.person import Person
from storage.tables.region import Place
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    GUO,
    LEAVES,
    MONDAY,
    POSTS,
    TOWN,
    TOWN_DUTY,
    URBAN_CLERK,
    VILLAGE,
    a_leaf,
)
from tests.decisions.county import _post as a_post
from tests.decisions.scene import WORLD as PLAIN
from tests.decisions.scene import a_case, a_directory, speaker

S, M, C, D = CaseState, MediationState, Consent, MediationDo
SONG = Person(id=401, county_id=1, name="宋长贵", created_at=MONDAY)
ROOMS = (
    Place(county_id=1, region_id=TOWN, name="城关街道调解中心", kind=mediation.ROOM),
    Place(county_id=1, region_id=VILLAGE, name="东街社区调解室", kind=mediation.ROOM),
)


def a_world() -> World:
    directory = a_directory(posts=(*POSTS, a_post(SONG, Role.MEDIATOR, region=VILLAGE)))
    directory.places = ROOMS
    quarrel = a_leaf("neighbor", "邻里纠纷", Urgency.U2, top="dispute")
    categories = Categories({one.id: one for one in (*LEAVES, quarrel)})
    return replace(PLAIN, directory=directory, categories=categories)


WORLD = a_world()


def dispute(**other: Any) -> CaseView:
    view = a_case(S.SELF_HANDLING, "sewer_blockage", **other)
    view.case.leaf, view.case.title = "neighbor", "邻里纠纷"
    return view


def step(person: Person, **other: Any) -> MediationStep:
    found = None
    if other.get("state"):
        found = Mediation(
            id=7,
            county_id=1,
            case_id=1,
            round=1,
            state=other["state"],
            proposer_id=GUO.id,
            reporter_id=AUNT_WANG.id or 0,
            reporter_consent=other.get("reporter", C.UNASKED),
            other_consent=other.get("other", C.UNASKED),
            room="东街社区调解室",
            mediator_id=SONG.id,
            proposed_at=MONDAY,
        )
    who = replace(speaker(person), posts=WORLD.directory.posts_of(person.id))
    return MediationStep(who, other.get("view") or dispute(), found, MONDAY, WORLD)


def moved(effects: list[Effect]) -> MediationState | None:
    found = told.of(effects, MoveMediation)
    return found[0].to if found else None


def heard(effects: list[Effect]) -> list[str]:
    return told.listeners(effects, WORLD)


# ---- proposing and consent


def test_the_reporter_is_asked_one_to_one_with_the_nearest_room_first() -> None:
    effects = mediation.propose(step(GUO))
    opened = told.one(effects, OpenMediation)
    assert (opened.room, opened.mediator_id) == ("东街社区调解室", SONG.id)
    assert heard(effects) == [f"person:{AUNT_WANG.id}", "郭网格", "宋长贵"]
    asked = told.of(effects, Say)[0]
    assert "1. 东街社区调解室（调解员宋长贵）\n2. 城关街道调解中心" in told.words(asked)


def test_only_disputes_are_mediated_and_only_by_who_works_on_them() -> None:
    plain = mediation.propose(step(GUO, view=a_case(S.SELF_HANDLING)))
    assert not told.of(plain, OpenMediation)
    stranger = mediation.propose(step(URBAN_CLERK))
    assert not told.of(stranger, OpenMediation)
    assert told.of(mediation.propose(step(SONG)), OpenMediation)
    assert not is_dispute(a_case(S.SELF_HANDLING, "wage_arrears"), WORLD)


def test_a_second_proposal_while_one_runs_is_nothing() -> None:
    assert not told.of(mediation.propose(step(GUO, state=M.ASKING)), OpenMediation)
    assert told.of(mediation.propose(step(GUO, state=M.REFUSED)), OpenMediation)


def test_it_is_ready_only_when_both_sides_have_agreed() -> None:
    first = mediation.reporter_agrees(step(AUNT_WANG, state=M.ASKING), "", None)
    assert moved(first) is M.ASKING
    both = mediation.other_agrees(step(GUO, state=M.ASKING, reporter=C.GIVEN))
    assert moved(both) is M.READY
    late = mediation.reporter_agrees(step(AUNT_WANG, state=M.ASKING, other=C.GIVEN), "", None)
    assert moved(late) is M.READY


@pytest.mark.parametrize("by_reporter", [True, False])
def test_one_side_that_refuses_ends_it_and_the_other_ways_are_told(by_reporter: bool) -> None:
    person = AUNT_WANG if by_reporter else GUO
    effects = mediation.refused(step(person, state=M.READY), by_reporter=by_reporter)
    assert moved(effects) is M.REFUSED
    words = told.said_to(effects, AUNT_WANG, WORLD)
    assert "法院起诉" in words
    assert "仲裁" in words


def test_who_is_complained_of_neither_mediates_nor_is_offered() -> None:
    view = dispute(tags=[f"avoid:person:{SONG.id}"])
    assert SONG not in choice_for(view, WORLD.directory, MONDAY).mediators
    assert not told.of(mediation.propose(step(SONG, view=view)), OpenMediation)


# ---- session, agreement, failure


def test_without_the_word_of_both_sides_nothing_is_held_or_settled() -> None:
    tomorrow = MONDAY + timedelta(days=1)
    for given in ({}, {"reporter": C.GIVEN}, {"other": C.GIVEN}):
        held = mediation_moves.schedule(step(SONG, state=M.ASKING, **given), tomorrow, "", None)
        assert moved(held) is None
        done = mediation_moves.settle(step(SONG, state=M.ASKING, **given), "楼上修水管,赔八百元")
        assert moved(done) is None


def ready(person: Person, state: MediationState = M.READY) -> MediationStep:
    return step(person, state=state, reporter=C.GIVEN, other=C.GIVEN)


def test_a_session_has_a_time_a_room_and_a_mediator() -> None:
    at = MONDAY + timedelta(days=1, hours=6)
    effects = mediation_moves.schedule(ready(SONG), at, "城关街道调解中心", None)
    assert told.one(effects, MoveMediation).changes["room"] == "城关街道调解中心"
    assert told.one(effects, StartTimer).due_at == at - timedelta(hours=2)
    assert heard(effects) == ["宋长贵", f"person:{AUNT_WANG.id}", "郭网格"]
    assert moved(mediation_moves.schedule(ready(SONG), None, "", None)) is None
    assert moved(mediation_moves.schedule(ready(SONG), MONDAY, "", None)) is None


def test_an_agreement_may_be_confirmed_for_thirty_days_even_when_the_case_is_done() -> None:
    effects = mediation_moves.settle(ready(SONG, M.SCHEDULED), "楼上修水管,赔八百元,打13812345678")
    changes = told.one(effects, MoveMediation).changes
    assert changes["confirm_until"] == MONDAY + timedelta(days=30)
    assert "13812345678" not in changes["agreement"]
    clock = told.one(effects, StartTimer)
    assert (clock.case, clock.subject) == (None, "mediation:7")
    assert "请核对" in told.said_to(effects, GUO, WORLD)


def test_whoever_may_finish_the_case_has_finished_it_by_the_agreement() -> None:
    effects = mediation_moves.settle(ready(GUO, M.SCHEDULED), "楼上本周内修好水管,赔偿粉刷费八百元")
    assert S.ANSWERED.value in told.states(effects)
    by_mediator = mediation_moves.settle(ready(SONG, M.SCHEDULED), "楼上本周内修好水管,赔八百元")
    assert not told.of(by_mediator, MoveCase)


def test_an_empty_agreement_is_asked_for_more() -> None:
    assert moved(mediation_moves.settle(ready(SONG), "和好")) is None


def test_a_failure_tells_the_other_ways_and_the_work_goes_on() -> None:
    effects = mediation_moves.fail(ready(SONG, M.SCHEDULED), "对方只肯修不肯赔")
    assert moved(effects) is M.FAILED
    assert "起诉" in told.said_to(effects, AUNT_WANG, WORLD)
    assert not told.of(effects, MoveCase)


# ---- clocks


def fire(kind: TimerKind, found: MediationStep) -> list[Effect]:
    assert found.mediation is not None
    return DECISIONS[kind](MediationSituation(MONDAY, WORLD, found.view, found.mediation))


def test_silence_is_asked_about_once_and_is_no_consent() -> None:
    effects = fire(TimerKind.MEDIATION_CONSENT, step(GUO, state=M.ASKING))
    assert heard(effects) == [f"person:{AUNT_WANG.id}", "郭网格"]
    assert fire(TimerKind.MEDIATION_CONSENT, step(GUO, state=M.ASKING, reporter=C.GIVEN)) == []


def test_the_court_is_brought_to_mind_unless_that_is_settled() -> None:
    found = ready(SONG, M.SETTLED)
    assert found.mediation is not None
    found.mediation.confirm_until = MONDAY + timedelta(days=7)
    assert len(fire(TimerKind.MEDIATION_CONFIRM, found)) == 2
    found.mediation.confirmation = Confirmation.DECLINED
    assert fire(TimerKind.MEDIATION_CONFIRM, found) == []


def test_a_session_is_brought_to_mind_while_it_stands() -> None:
    found = ready(SONG, M.SCHEDULED)
    assert found.mediation is not None
    found.mediation.held_at = MONDAY + timedelta(hours=2)
    assert len(fire(TimerKind.MEDIATION_SESSION, found)) == 2
    assert fire(TimerKind.MEDIATION_SESSION, ready(SONG, M.FAILED)) == []
    assert TOWN_DUTY.name not in heard(fire(TimerKind.MEDIATION_SESSION, found))


# ---- words


@pytest.mark.parametrize(
    ("said", "do"),
    [
        ("调解 #12", D.PROPOSE),
        ("#12 申请调解", D.PROPOSE),
        ("安排调解 #12", D.PROPOSE),
        ("#12 组织双方调解一下", D.PROPOSE),
        ("对方同意 #12", D.OTHER_AGREES),
        ("#12 对方也愿意调解", D.OTHER_AGREES),
        ("双方都同意调解 #12", D.OTHER_AGREES),
        ("#12 对方不同意", D.OTHER_REFUSES),
        ("对方当事人不愿意调解 #12", D.OTHER_REFUSES),
        ("反映人不想调了 #12", D.REPORTER_REFUSES),
        ("#12 调解时间 明天下午3点 东街社区调解室", D.SCHEDULE),
        ("#12 定于周五上午9点调解", D.SCHEDULE),
        ("调解成功 #12 楼上修水管，赔八百", D.SETTLE),
        ("#12 双方达成协议：楼上修水管", D.SETTLE),
        ("#12 签了调解协议，楼上修水管", D.SETTLE),
        ("调解不成 #12 不肯赔", D.FAIL),
        ("#12 没谈拢", D.FAIL),
        ("#12 已司法确认", D.CONFIRMED),
        ("#12 不申请司法确认", D.NOT_CONFIRMED),
    ],
)
def test_what_staff_say_is_understood(said: str, do: MediationDo) -> None:
    order = understand_mediation(said)
    assert order is not None
    assert order.do is do


@pytest.mark.parametrize(
    "said",
    ["#12 办结 双方签了调解协议", "#12 进展 正在调解", "#12 接单", "换灯泡", "吹哨 司法所 来调解"],
)
def test_other_words_are_no_order(said: str) -> None:
    assert understand_mediation(said) is None


@pytest.mark.parametrize(
    ("said", "do", "words"),
    [
        ("同意调解 2", D.AGREE, "2"),
        ("同意", D.AGREE, ""),
        ("中", D.AGREE, ""),
        ("1", D.AGREE, "1"),
        ("我愿意调解，去街道那个", D.AGREE, "去街道那个"),
        ("不同意调解", D.REFUSE, ""),
        ("我不愿意调，跟他没法谈", D.REFUSE, ""),
        ("不调", D.REFUSE, ""),
        ("换个调解员", D.CHOICE, ""),
    ],
)
def test_what_a_resident_answers_is_understood(said: str, do: MediationDo, words: str) -> None:
    order = understand_consent(said)
    assert order is not None
    assert (order.do, order.words) == (do, words)


def test_a_resident_may_ask_for_it() -> None:
    assert asks_for_mediation("能不能给我们调解一下")
    assert asks_for_mediation("我想申请调解")
    assert not asks_for_mediation("调解得怎么样了")
