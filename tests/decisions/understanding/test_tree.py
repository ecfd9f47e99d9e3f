"""The category file: what is shipped, and how a broken one is refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.understanding.categories import SelfHandling, Span, Unit
from handlers.understanding.spans import parse_span, written
from handlers.understanding.tree import SHIPPED, TaxonomyError, load_categories
from storage.codes import Urgency

TREE = load_categories()
DEPARTMENTS = frozenset(
    [
        "城管局",
        "住建局",
        "供电公司",
        "自来水公司",
        "燃气公司",
        "交警大队",
        "派出所",
        "消防大队",
        "人社局",
        "民政局",
        "妇联",
        "教育局",
        "市场监管局",
        "生态环境分局",
        "水利局",
        "应急局",
        "自然资源局",
        "农业农村局",
        "司法所",
        "交通局",
        "卫健委",
        "文旅局",
        "纪委监委",
        "行政审批局",
        "医疗急救中心",
    ]
)
ONE_LEAF = """version: 1
groups:
  bad: 坏 断
tops:
- id: municipal
  name: 市政
  platform: 执法
  leaves:
  - id: streetlight
    name: 路灯不亮
    short: 路灯
    lead: 城管局
    urgency: U2
    accept: 2wh
    report_in: 1wd
    resolve: 3wd
    self_handling: "no"
    words:
      both:
      - [路灯, $bad]
"""


def test_the_shipped_tree_is_whole() -> None:
    standard = [leaf for leaf in TREE.leaves.values() if not leaf.counts_as]
    assert len(standard) == 69
    assert len(TREE.tops) == 13
    for leaf in TREE.leaves.values():
        assert leaf.top in TREE.tops
        assert leaf.lead in DEPARTMENTS
        assert set(leaf.co_handlers) <= DEPARTMENTS
        assert leaf.phrasings
        assert leaf.wording.strong


def test_a_finer_leaf_is_counted_under_a_standard_one_of_its_own_top() -> None:
    finer = [leaf for leaf in TREE.leaves.values() if leaf.counts_as]
    assert len(finer) >= 13
    for leaf in finer:
        standard = TREE.leaf(TREE.standard(leaf.id))
        assert not standard.counts_as
        assert (standard.top, standard.platform) == (leaf.top, leaf.platform)
    assert TREE.standard("greening") == "public_facility"
    assert TREE.standard("manhole") == "manhole"
    assert TREE.standard("of_no_tree") == "of_no_tree"


def test_emergencies_are_answered_at_once() -> None:
    alarms = [leaf for leaf in TREE.leaves.values() if leaf.is_emergency]
    assert len(alarms) == 11
    for leaf in alarms:
        assert leaf.urgency is Urgency.U0
        assert leaf.accept == Span(Unit.CLOCK)
        assert leaf.self_handling is SelfHandling.NO
        assert leaf.emergency_phone


def test_what_is_told_in_confidence_stays_there() -> None:
    private = {leaf.id for leaf in TREE.leaves.values() if leaf.is_private}
    confidential = {leaf.id for leaf in TREE.leaves.values() if leaf.is_confidential}
    assert private == {
        "domestic_violence",
        "suicide_risk",
        "child_protection",
        "crime_tip",
        "official_conduct",
    }
    assert confidential == private | {"wage_arrears"}
    assert not any(TREE.leaf(leaf).is_public for leaf in confidential)


def test_an_unknown_leaf_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TREE.leaf("nothing")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", Span(Unit.CLOCK, timedelta(minutes=30))),
        ("24h", Span(Unit.CLOCK, timedelta(hours=24))),
        ("15d", Span(Unit.DAYS, days=15)),
        ("4wh", Span(Unit.WORKING_HOURS, timedelta(hours=4))),
        ("1wd", Span(Unit.WORKING_DAYS, days=1)),
    ],
)
def test_spans_are_read(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "4", "wd", "3 wd", "4天", "-1d", "1w"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂"):
        parse_span(text)


def test_a_county_file_is_read(tmp_path: Path) -> None:
    leaf = load_categories(_file(tmp_path, ONE_LEAF)).leaf("streetlight")
    assert leaf.wording.both == (("路灯", "坏 断"),)
    assert leaf.co_handlers == ()


def test_a_county_may_rename_a_leaf_and_still_be_compared(tmp_path: Path) -> None:
    text = ONE_LEAF.replace("id: streetlight", "id: lamp\n    counts_as: streetlight")
    tree = load_categories(_file(tmp_path, text))
    assert tree.standard("lamp") == "streetlight"


def test_the_leaf_shown_in_the_guide_is_right(tmp_path: Path) -> None:
    guide = Path("docs/category-file.md").read_text(encoding="utf-8")
    leaf = guide.split("```yaml\n")[1].split("```")[0]
    head = ONE_LEAF.split("  - id: streetlight", maxsplit=1)[0]
    assert load_categories(_file(tmp_path, head + leaf)).standard("plaza_dance") == "noise"


@pytest.mark.parametrize(
    ("standard", "reason"),
    [
        ("nothing", "没有编号为“nothing”的标准类别"),
        ("greening", "没有编号为“greening”的标准类别"),
        ("streetlight", "“streetlight”自己也归到别的类别"),
    ],
)
def test_a_leaf_that_counts_under_nothing_is_refused(
    tmp_path: Path, standard: str, reason: str
) -> None:
    text = ONE_LEAF.replace("    name: 路灯不亮", f"    counts_as: {standard}\n    name: 路灯不亮")
    with pytest.raises(TaxonomyError, match=reason) as caught:
        load_categories(_file(tmp_path, text))
    assert caught.value.line == 10


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("    short: 路灯", "    short: 路灯\n    colour: 红", 12, "不认识的字段“colour”"),
        ("    name: 路灯不亮\n", "", 9, "缺少字段“name”"),
        ("    accept: 2wh", "    accept: 两小时", 14, "时限“两小时”看不懂"),
        ("    urgency: U2", "    urgency: U7", 13, "“U7”不对"),
        ('    self_handling: "no"', "    self_handling: maybe", 17, "“maybe”不对"),
        ("    lead: 城管局", "    lead:", 12, "不为空的值"),
        ("platform: 执法", "platform: 别的", 7, "不认识的平台“别的”"),
        ("$bad", "$good", 20, "没有叫“good”的词组"),
        ("    short: 路灯", "    short: 路灯\n    short: 灯", 12, "写了两遍"),
        ("    urgency: U2", "    urgency: U2\n    marks: [secret]", 14, "不认识的标记“secret”"),
        ("  leaves:", "  leaves: []\n  other:", 9, "不认识的字段“other”"),
        ("version: 1", "version: 1\nreach: 很远", 2, "不是整数"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = _file(tmp_path, ONE_LEAF.replace(old, new, 1))
    with pytest.raises(TaxonomyError) as caught:
        load_categories(path)
    assert caught.value.line == line
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_leaf_told_twice_is_refused(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("- id: gas_leak", "- id: fire", 1)
    with pytest.raises(TaxonomyError, match="编号“fire”重复了"):
        load_categories(_file(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"tops: [", "不是合法的 YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"- a\n", "name: 路灯不亮"),
        (b"tops: []\n", "一个类别也没有"),
        (b"tops: 1\n", "列表"),
    ],
)
def test_what_is_no_tree_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "tree.yaml"
    path.write_bytes(content)
    with pytest.raises(TaxonomyError, match=reason):
        load_categories(path)


def test_a_missing_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="读不到文件"):
        load_categories(tmp_path / "none.yaml")


def _file(folder: Path, text: str) -> Path:
    path = folder / "tree.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["30s", "3600s", "90ws", "3wd", "15d"])
def test_a_length_kept_in_a_row_is_read_back_as_it_was(text: str) -> None:
    assert written(parse_span(text)) == text
    assert parse_span(written(parse_span(text))) == parse_span(text)
