"""The five codes: what each must cite, what is asked once, and where each leads."""

from datetime import timedelta

import pytest

from handlers.effects import (
    AddReport,
    Ask,
    Effect,
    MoveCase,
    MoveWhistle,
    Note,
    PauseWhistle,
    ResumeWhistle,
    StartTimer,
)
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView
from handlers.understanding.grounds import is_pushed_down, lacking, number_in
from storage.codes import CaseState, Move, RefusalCode, TimerKind, WhistleState
from storage.tables.case import Whistle
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    LABOUR,
    MONDAY,
    UNCLE_GAO,
    URBAN_CLERK,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker
from tests.decisions.scheduler.firing import fire

S, W, R, K = CaseState, WhistleState, RefusalCode, TimerKind
LACKS_PLACE = "全村六个组四十多盏灯,没写是哪一组哪一盏,去了也找不到"
SAME = "跟#00124是同一件事,都是门口那根主管爆了,抢修队已经在挖"
ARBITRATION = "工伤认定已经下来了,待遇争议依法应当先申请劳动仲裁"


@pytest.mark.parametrize(
    ("code", "words", "lacks"),
    [
        (None, "退了", "code"),
        (R.R1, "这不归我们管,归水利局", "cite"),
        (R.R1, "权责清单里没有", "words"),
        (R.R1, "权责清单第三项写明农田水利由水利局负责,我们没有这个职责", ""),
        (R.R2, "不在我们辖区,请另派别的单位去看一看怎么回事", "cite"),
        (R.R2, "地界是隔壁县的", "words"),
        (R.R2, "过了石桥就是平川县白河镇的地界,桥头立着界碑", ""),
        (R.R3, "这个早就有人报过了,上周就有单位在办了,属于重复", "cite"),
        (R.R3, SAME, ""),
        (R.R4, "这个我们真的没有办法办,请中心再核实一下好不好啊", "cite"),
        (R.R4, LACKS_PLACE, ""),
        (R.R5, "这件事不应该由我们来处理,应该走别的什么程序才对", "cite"),
        (R.R5, ARBITRATION, ""),
    ],
)
def test_every_code_must_cite_what_it_rests_on(
    code: RefusalCode | None, words: str, lacks: str
) -> None:
    assert lacking(code, words) == lacks


@pytest.mark.parametrize(
    ("words", "number"),
    [("跟#00005一样", 5), ("编号12", 12), ("00017已经在办", 17), ("5天前", None)],
)
def test_a_case_number_is_read_as_people_write_it(words: str, number: int | None) -> None:
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("words", "pushed"),
    [
        ("村里的路灯应该由村委会自己修", True),
        ("转给东街社区办", True),
        ("这种小事让网格员处理一下", True),
        ("社区大门口的水管归自来水公司管", False),
        ("按清单归农业农村局管", False),
    ],
)
def test_work_pushed_down_to_the_village_is_noticed(words: str, pushed: bool) -> None:
    assert is_pushed_down(words) is pushed


def lamp(*whistles: Whistle, leaf_id: str = "streetlight") -> CaseView:
    return a_case(S.WHISTLED, leaf_id, whistles or (a_whistle(),), reporters=(AUNT_WANG, UNCLE_GAO))


def another(**given: object) -> CaseView:
    other = a_case(S.REPORTED_IN, "streetlight", (a_whistle(id=88, case_id=2),), (AUNT_WANG,))
    other.case.id, other.case.number = 2, 124
    for name, value in given.items():
        setattr(other.case, name, value)
    return other


def refuse(view: CaseView, note: str, code: RefusalCode | None, **other: object) -> list[Effect]:
    wish = Wish(Move.REFUSE, speaker(URBAN_CLERK), view, note, code, **other)  # type: ignore[arg-type]
    return decide(wish, MONDAY, WORLD)


def rule(view: CaseView, move: Move, note: str = "", other: CaseView | None = None) -> list[Effect]:
    return decide(Wish(move, speaker(COUNTY_DUTY), view, note, other=other), MONDAY, WORLD)


def test_a_natural_refusal_is_heard_and_asked_for_what_it_lacks() -> None:
    effects = refuse(lamp(), "这不归我们管,归水利局", R.R1)
    assert told.one(effects, Ask).data == {"code": "R1", "words": "这不归我们管,归水利局"}
    heard = told.said_to(effects, URBAN_CLERK)
    assert "R1" in heard
    assert "权责清单" in heard


def test_it_is_asked_once_and_then_not_accepted() -> None:
    effects = refuse(lamp(), "就是不归我们管", R.R1, is_answer=True)
    assert not told.of(effects, Ask)
    assert not told.of(effects, MoveWhistle)
    assert "没有受理" in told.said_to(effects, URBAN_CLERK)


def test_the_village_is_not_made_to_do_a_departments_work() -> None:
    effects = refuse(lamp(), "权责清单写的是村里的路灯由村委会自己修,我们管不着", R.R1)
    assert not told.of(effects, MoveWhistle)
    assert "不能转给村" in told.said_to(effects, URBAN_CLERK)


def test_r3_proposes_to_merge_and_a_wrong_number_is_told() -> None:
    effects = refuse(lamp(), SAME, R.R3, other=another())
    assert told.one(effects, MoveWhistle).to is W.REFUSAL_PENDING
    assert "并入#00124" in told.said_to(effects, "county_duty")
    wrong = refuse(lamp(), SAME, R.R3)
    assert "没有查到" in told.said_to(wrong, URBAN_CLERK)
    over = refuse(lamp(), SAME, R.R3, other=another(state=S.CLOSED))
    assert not told.of(over, MoveWhistle)
    secret = refuse(lamp(), SAME, R.R3, other=another(is_confidential=True))
    assert "保密" not in told.said_to(secret, URBAN_CLERK)
    assert not told.of(secret, MoveWhistle)


def test_granted_r3_merges_and_keeps_every_reporter() -> None:
    waiting = a_whistle(state=W.REFUSAL_PENDING, refusal_code=R.R3, refusal_reason=SAME)
    effects = rule(lamp(waiting), Move.APPROVE_REFUSAL, other=another())
    assert [m.to for m in told.of(effects, MoveCase)] == [S.WHISTLED, S.MERGED]
    merged = told.of(effects, MoveCase)[-1]
    assert merged.changes["linked_id"] == 2
    carried = told.one(effects, AddReport)
    assert (carried.case, carried.person_id) == (2, UNCLE_GAO.id)
    assert "#00124" in told.said_to(effects, AUNT_WANG)


def test_granted_r3_with_another_lead_named_is_a_change_of_lead() -> None:
    waiting = a_whistle(state=W.REFUSAL_PENDING, refusal_code=R.R3, refusal_reason=SAME)
    effects = rule(lamp(waiting), Move.APPROVE_REFUSAL, "同意退回,给自来水公司", another())
    assert S.MERGED not in {m.to for m in told.of(effects, MoveCase)}


def test_r4_asks_the_reporters_what_is_missing_and_rests_the_clock() -> None:
    effects = refuse(lamp(), LACKS_PLACE, R.R4)
    assert told.one(effects, PauseWhistle).whistle_id == lamp().whistles[0].id
    assert told.one(effects, StartTimer).kind is K.LACK_ASKED
    assert "具体位置" in told.said_to(effects, AUNT_WANG)
    assert "四十多盏" not in told.said_to(effects, AUNT_WANG)


def test_r4_is_asked_once_in_a_case() -> None:
    asked = a_whistle(asked_at=MONDAY, told_at=MONDAY)
    effects = refuse(lamp(asked), LACKS_PLACE, R.R4)
    assert not told.of(effects, PauseWhistle)
    assert "不再反复问" in told.said_to(effects, URBAN_CLERK)


def test_a_resting_clock_reminds_nobody() -> None:
    resting = lamp(a_whistle(asked_at=MONDAY))
    late = MONDAY + timedelta(days=1)
    assert fire(K.REPORT_IN_HALF, resting) == []
    assert fire(K.REPORT_IN_DUE, resting, late) == []


def test_after_a_day_the_reporters_are_asked_once_more_and_after_three_the_grid_calls() -> None:
    asked = a_whistle(asked_at=MONDAY, refusal_reason=LACKS_PLACE, report_in_due_at=MONDAY)
    view = lamp(asked)
    day = fire(K.LACK_ASKED, view, MONDAY + timedelta(days=1), whistle_id=asked.id, round=1)
    assert "再问您一句" in told.said_to(day, AUNT_WANG)
    assert told.one(day, StartTimer).due_at == MONDAY + timedelta(days=3)
    third = fire(K.LACK_ASKED, view, MONDAY + timedelta(days=3), whistle_id=asked.id, round=2)
    assert told.one(third, ResumeWhistle).whistle_id == asked.id
    assert "上门" in told.said_to(third, "grid_member")
    assert fire(K.LACK_ASKED, lamp(), MONDAY, whistle_id=asked.id, round=1) == []


def test_granted_r5_guides_the_reporters_to_the_legal_way() -> None:
    waiting = a_whistle(
        LABOUR, state=W.REFUSAL_PENDING, refusal_code=R.R5, refusal_reason=ARBITRATION
    )
    effects = rule(lamp(waiting), Move.APPROVE_REFUSAL)
    assert told.of(effects, MoveCase)[-1].to is S.GUIDED
    assert "仲裁院" in told.said_to(effects, AUNT_WANG)


def test_what_may_hurt_somebody_is_never_only_guided() -> None:
    waiting = a_whistle(state=W.REFUSAL_PENDING, refusal_code=R.R5, refusal_reason=ARBITRATION)
    effects = rule(lamp(waiting, leaf_id="manhole"), Move.APPROVE_REFUSAL)
    assert S.GUIDED not in {m.to for m in told.of(effects, MoveCase)}
    assert "先处置" in told.said_to(
        rule(lamp(leaf_id="manhole"), Move.GUIDE, "走法院"), COUNTY_DUTY
    )


def test_those_on_duty_guide_only_when_they_name_the_way() -> None:
    asked = rule(lamp(), Move.GUIDE, "不归我们")
    assert not told.of(asked, MoveCase)
    assert told.one(rule(lamp(), Move.GUIDE, "N3 上个月答复过"), MoveCase).data == {"code": "N3"}


def test_a_ruling_that_never_comes_lets_the_refusal_lapse() -> None:
    waiting = a_whistle(state=W.REFUSAL_PENDING)
    first = fire(K.REFUSAL_DUE, lamp(waiting), whistle_id=waiting.id)
    assert told.one(first, StartTimer).data["round"] == 2
    assert told.listeners(first) == ["county_duty", "何卫东"]
    second = fire(K.REFUSAL_DUE, lamp(waiting), whistle_id=waiting.id, round=2)
    assert told.one(second, MoveWhistle).to is W.WHISTLED
    assert "没有裁定" in told.one(second, Note).text
    assert "仍由您单位负责" in told.said_to(second, "城管局")
    assert "请过问" in told.said_to(second, "梅志远")
