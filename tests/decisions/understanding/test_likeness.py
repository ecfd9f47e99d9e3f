"""Whether two accounts tell of one matter, on pairs written for it."""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.understanding.likeness import SAME_FROM, Likeness, likeness, words_of
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.names import names_in, numbers_in
from handlers.understanding.normalise import plain
from handlers.understanding.rarity import corpus_texts, count, pairs, rarities
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tree import load_categories

PAIRS = Path(__file__).with_name("likeness_pairs.tsv")
READER = TextReader(load_categories(), (), shipped_model())
LIKELY_FROM = 0.5


class Pair(NamedTuple):
    """Two accounts, and whether they tell of one matter."""

    is_same: bool
    one: str
    other: str


def written() -> list[Pair]:
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [Pair(row[0] == "1", row[1], row[2]) for row in rows if len(row) == 3]


def leaf_of(text: str) -> str:
    matters = READER.read(text, Around()).matters
    return matters[0].leaf if matters and matters[0].confidence >= 0.5 else ""


def compared(one: str, other: str) -> Likeness:
    return likeness(words_of(one, leaf_of(one)), words_of(other, leaf_of(other)))


def precision_and_recall(threshold: float) -> tuple[float, float]:
    found = [(compared(p.one, p.other).score >= threshold, p.is_same) for p in written()]
    joined = sum(said for said, _ in found)
    right = sum(said and true for said, true in found)
    return right / joined, right / sum(true for _, true in found)


# ---- the pairs ------------------------------------------------------------------------------


def test_there_are_enough_pairs_of_both_kinds() -> None:
    same = sum(pair.is_same for pair in written())
    assert same >= 60
    assert len(written()) - same >= 60
    assert len(set(written())) == len(written())


def test_what_is_called_the_same_is_the_same() -> None:
    precision, recall = precision_and_recall(SAME_FROM)
    assert precision >= 0.97
    assert recall >= 0.3


def test_what_is_likely_the_same_seldom_is_not() -> None:
    precision, recall = precision_and_recall(LIKELY_FROM)
    assert precision >= 0.93
    assert recall >= 0.5


# ---- what decides ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳荫小区下水道堵了", "翠竹园下水道堵了"),
        ("A3区停车位不够", "A5区停车位不够"),
        ("新华东路路灯不亮", "滨湖路路灯不亮"),
        ("3号楼的电梯坏了", "5号楼的电梯坏了"),
        ("16路公交车到站不停", "21路公交车到站不停"),
        ("五中补课收费", "九中补课收费"),
        ("张姐烧烤占道经营", "老李烩面馆占道经营"),
    ],
)
def test_the_same_thing_elsewhere_is_another_matter(one: str, other: str) -> None:
    found = compared(one, other)
    assert found.is_elsewhere
    assert found.score < LIKELY_FROM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳荫小区下水道堵了", "柳荫小区电梯坏了"),
        ("育才小学门口堵车", "育才小学老师打学生"),
        ("景和嘉园捆绑销售车位", "景和嘉园配套学校什么时候建"),
    ],
)
def test_the_same_place_with_another_thing_is_another_matter(one: str, other: str) -> None:
    found = compared(one, other)
    assert not found.is_elsewhere
    assert found.score < LIKELY_FROM


def test_slips_and_a_missing_ending_do_not_part_a_name() -> None:
    told = compared("昌盛利民投资公司骗人钱财", "昌盛民利投资公司骗人钱财,要求查处")
    assert told.is_same
    assert compared("金茂苑小区停电了", "金茂苑又停电").score > LIKELY_FROM


def test_the_same_words_are_the_same_matter_however_few() -> None:
    assert compared("停电了", "停电了").score == 1.0


def test_empty_words_are_like_nothing() -> None:
    assert compared("", "柳荫小区下水道堵了").score < 0.05


def test_the_known_place_counts_though_the_words_do_not_tell_it() -> None:
    one = words_of("下水道堵了", "sewer_blockage", "3号楼前")
    other = words_of("下水道堵了", "sewer_blockage", "5号楼前")
    assert likeness(one, other).is_elsewhere
    assert not likeness(one, words_of("下水道堵了", "sewer_blockage")).is_elsewhere


def test_the_reasons_tell_names_things_and_numbers() -> None:
    same = " ".join(compared("柳荫小区下水道堵了", "柳荫小区污水井返水").reasons)
    assert "柳荫" in same
    assert "下水道" in same
    apart = " ".join(compared("柳荫小区3号楼下水道堵了", "翠竹园5号楼路灯坏了").reasons)
    assert "翠竹" in apart
    assert "号楼不同" in apart
    assert "路灯" in apart


@given(st.text(max_size=60), st.text(max_size=60))
@example("\ue037", "路灯不亮了\ue00d")
def test_any_two_texts_compare_the_same_both_ways(one: str, other: str) -> None:
    there = likeness(words_of(one), words_of(other))
    back = likeness(words_of(other), words_of(one))
    assert there.score == back.score
    assert 0 <= there.score <= 1
    assert there.is_elsewhere is back.is_elsewhere


# ---- names and numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("劳动东路幸福里小区底层餐馆油烟扰民", ["劳动", "幸福"]),
        ("俺们石桥村那个桥栏杆断了", ["石桥"]),
        ("双河镇王岗村停水", ["双河", "王岗"]),
        ("投诉盛泰建筑有限公司拖欠工资", ["盛泰建筑"]),
        ("小区的路灯坏了", []),
        ("我家门口的路坏了没人修", []),
        ("消防通道被占,垃圾站太臭", []),
        ("何时能建一所公办幼儿园", []),
    ],
)
def test_names_are_found_without_what_stands_around_them(text: str, names: list[str]) -> None:
    assert [name.stem for name in names_in(plain(text))] == names


def test_numbers_are_read_in_any_writing() -> None:
    assert numbers_in("三号楼2单元") == {("号楼", "3"), ("单元", "2")}
    assert numbers_in("十二栋") == numbers_in("12号楼")
    assert numbers_in("3月5日来过") == frozenset()


# ---- the table of rarities ------------------------------------------------------------------


def test_the_table_holds_what_the_corpus_says() -> None:
    counted = list(count(corpus_texts()))
    common = {pair for line in counted[1:40] for pair in line.split()[1:]}
    assert common
    assert all(map(rarities().is_counted, common))


def test_rare_letters_are_rarer_than_common_ones() -> None:
    known = rarities()
    assert 0 < known.of("没有") < known.of("下水") < 1
    assert known.weight("下水") == known.of("下水") ** 2


def test_what_is_in_no_table_is_as_rare_as_can_be() -> None:
    assert not rarities().is_counted("齉龘")
    assert [rarities().of(pair) for pair in ("齉龘", "没", "没有了", "")] == [1.0] * 4


def test_letters_are_paired_within_a_stretch_only() -> None:
    assert list(pairs("停电,了 吗")) == ["停电"]
