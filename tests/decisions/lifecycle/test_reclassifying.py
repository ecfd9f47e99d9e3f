"""Those on duty put a category right: the name changes, the work does not, and a row is kept."""

import pytest

from handlers.dialogue.commands import Do, understand
from handlers.effects import FinishTask, KeepExample, MoveCase, Note, WhistleTo
from handlers.lifecycle.leaf_names import find, named_in, nearest
from handlers.understanding.tree import load_categories
from storage.codes import CaseState, Move, Role, TrainingSource
from tests.decisions import told
from tests.decisions.county import COUNTY_DUTY, GUO, TOWN_DUTY, URBAN_CLERK
from tests.decisions.lifecycle.wishing import alarm, wishes
from tests.decisions.scene import at, leaf

S = CaseState
TREE = load_categories()


@pytest.mark.parametrize(
    ("words", "do"),
    [
        ("#00123 改类 路灯", Do.RECLASSIFY),
        ("分类错了 应该是噪音", Do.RECLASSIFY),
        ("应该是噪音,分类不对", Do.RECLASSIFY),
        ("改成路灯类", Do.RECLASSIFY),
        ("分类没错", Do.RIGHT_CLASS),
        ("#00123 分类是对的", Do.RIGHT_CLASS),
        ("退回 R1 分类错了,权责清单上归住建局", Do.REFUSE),
        ("分类错了,不归我们管", Do.REFUSE),
    ],
)
def test_a_correction_is_heard_and_a_refusal_stays_one(words: str, do: Do) -> None:
    command = understand(words)
    assert command is not None
    assert command.do is do


@pytest.mark.parametrize(
    ("note", "leaf_id"),
    [
        ("路灯", "streetlight"),
        ("应该是噪音", "noise"),
        ("应该是噪音,分类错了", "noise"),
        ("分类错了 不是下水道,是井盖", "manhole"),
        ("噪声扰民这一类", "noise"),
        ("停水吧", "water_supply"),
        ("streetlight", "streetlight"),
        ("养殖粪污直排", "sewage_discharge"),
    ],
)
def test_a_kind_of_matter_is_known_by_any_of_its_names(note: str, leaf_id: str) -> None:
    found = find(named_in(note), TREE)
    assert found is not None
    assert found.id == leaf_id


def test_a_name_that_fits_several_kinds_is_no_answer_but_offers_them() -> None:
    assert find("纠纷", TREE) is None
    assert len(nearest("纠纷", TREE)) > 1


def test_an_unknown_name_offers_the_nearest() -> None:
    assert find("路登不亮", TREE) is None
    assert nearest("路登不亮", TREE)[0].id == "streetlight"


def test_the_category_is_changed_and_everything_else_stays() -> None:
    effects = wishes(TOWN_DUTY, Move.RECLASSIFY, at(S.REGISTERED), "路灯")
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.move, moved.role) == (
        S.REGISTERED,
        Move.RECLASSIFY,
        Role.TOWNSHIP_DUTY,
    )
    assert moved.changes == {"leaf": "streetlight", "title": leaf("streetlight").short_name}
    assert moved.data == {"from": "sewer_blockage", "to": "streetlight"}
    assert not told.of(effects, WhistleTo)


def test_a_correction_is_kept_to_learn_from_by_role_only() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.WHISTLED), "路灯")
    kept = told.one(effects, KeepExample)
    assert (kept.text, kept.label) == ("院里下水道又堵了", "streetlight")
    assert (kept.source, kept.role) == (TrainingSource.CORRECTION, Role.COUNTY_DUTY)


def test_what_is_kept_is_masked() -> None:
    view = at(S.REGISTERED, summary="刘大爷门口路灯黑了,打13812345678找我")
    kept = told.one(wishes(COUNTY_DUTY, Move.RECLASSIFY, view, "路灯"), KeepExample)
    assert "138" not in kept.text
    assert "刘大爷" not in kept.text


def test_naming_the_category_it_has_confirms_it() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.CLOSED), "下水道")
    assert told.one(effects, KeepExample).source is TrainingSource.CONFIRMATION
    assert told.one(effects, Note).role is Role.COUNTY_DUTY
    assert not told.of(effects, MoveCase)


def test_the_one_who_corrects_hears_what_can_be_done_next() -> None:
    other = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.WHISTLED), "停水")
    assert "吹哨 自来水公司" in told.said_to(other, COUNTY_DUTY)
    same = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.WHISTLED), "路灯")
    assert "不用换单位" in told.said_to(same, COUNTY_DUTY)
    over = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.CLOSED), "路灯")
    assert "吹哨" not in told.said_to(over, COUNTY_DUTY)


def test_without_a_name_the_name_is_asked_for() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.REGISTERED))
    assert "哪一类" in told.said_to(effects, COUNTY_DUTY)
    assert not told.of(effects, MoveCase)


def test_an_unknown_category_changes_nothing_and_names_the_nearest() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.REGISTERED), "路登")
    assert leaf("streetlight").short_name in told.said_to(effects, COUNTY_DUTY)
    assert told.listeners(effects) == ["县值班"]
    assert len(effects) == 1


def test_no_case_becomes_an_alarm_by_its_name() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.REGISTERED), "gas_leak")
    assert "险情" in told.said_to(effects, COUNTY_DUTY)
    assert len(effects) == 1


def test_an_alarm_is_not_renamed_away() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, alarm(), "路灯")
    assert not told.of(effects, MoveCase)


@pytest.mark.parametrize("person", [GUO, URBAN_CLERK])
def test_only_those_on_duty_correct_a_category(person: object) -> None:
    effects = wishes(person, Move.RECLASSIFY, at(S.WHISTLED), "路灯")  # type: ignore[arg-type]
    assert not told.of(effects, MoveCase)
    assert not told.of(effects, KeepExample)


def test_what_becomes_confidential_is_kept_secret_and_teaches_nothing() -> None:
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, at(S.REGISTERED), "wage_arrears")
    assert told.one(effects, MoveCase).changes.get("is_confidential") is True
    assert not told.of(effects, KeepExample)


def test_a_complaint_about_staff_is_kept_from_them_from_then_on() -> None:
    view = at(S.REGISTERED, summary="郭网格收钱不办事")
    moved = told.one(wishes(COUNTY_DUTY, Move.RECLASSIFY, view, "official_conduct"), MoveCase)
    assert f"avoid:person:{GUO.id}" in moved.changes["tags"]


def test_the_task_to_look_at_the_category_is_done() -> None:
    view = at(S.REGISTERED)
    view.reports[0].message_ids = [7]
    effects = wishes(COUNTY_DUTY, Move.RECLASSIFY, view, "路灯")
    assert told.one(effects, FinishTask).key == "triage:7"


def test_only_the_part_that_was_wrong_is_renamed() -> None:
    view = at(S.REGISTERED, title="下水道堵塞、井盖破损")
    before = leaf("sewer_blockage").short_name
    view.case.title = f"{before}、井盖破损"
    moved = told.one(wishes(COUNTY_DUTY, Move.RECLASSIFY, view, "路灯"), MoveCase)
    assert moved.changes["title"] == f"{leaf('streetlight').short_name}、井盖破损"
