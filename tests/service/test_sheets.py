"""Excel files that are handed in: what is read of them, and what is refused with what words."""

import io
import time
import zipfile
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheets.faults import Fault, SheetError
from bot.sheets.heads import Column, Table, tables_in
from bot.sheets.limits import Limits
from bot.sheets.reading import read_workbook
from bot.sheets.values import count_of, day_of, moment_of, text_of
from storage.clock import CHINA
from tests.service.sheet_room import FIRST_SHEET, a_file, changed, sheet_xml

COLUMNS = (
    Column("number", ("编号", "事项编号")),
    Column("day", ("受理时间", "登记时间"), is_needed=True),
    Column("words", ("反映事项", "主要内容"), is_needed=True),
)
HEAD = ("序号", "编号", "受理时间", "反映事项")
ROW = (1, "0012", "2026-3-5", "路灯不亮")


def table(content: bytes) -> Table:
    (found,) = tables_in(read_workbook(content), COLUMNS)
    return found


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(SheetError) as error:
        tables_in(read_workbook(content, limits or Limits()), COLUMNS)
    return str(error.value)


# ---- days


DAYS = st.dates(date(1954, 10, 4), date(2100, 1, 1))


@given(DAYS, st.sampled_from(["{0}-{1}-{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}/{1}/{2}",
                              "{0}-{1:02}-{2:02}", "{0}{1:02}{2:02}", " {0}年{1}月{2}号 ",
                              "{0}．{1}．{2}", "{0} 年 {1} 月 {2} 日", "{0}-{1:02}-{2:02} 00:00:00"]))  # fmt: skip
def test_a_day_is_understood_in_every_usual_spelling(day: date, spelt: str) -> None:
    assert day_of(spelt.format(day.year, day.month, day.day)) == day


@given(DAYS)
def test_a_day_is_understood_as_excel_counts_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert day_of(serial) == day_of(float(serial)) == day_of(str(serial)) == day


MOMENTS = st.datetimes(datetime.fromisoformat("1955-01-01"), datetime.fromisoformat("2100-01-01"))


@given(MOMENTS)
def test_a_moment_is_kept_to_the_minute(moment: datetime) -> None:
    plain = moment.replace(second=0, microsecond=0)
    expected = plain.replace(tzinfo=CHINA)
    assert moment_of(plain) == expected
    assert moment_of(f"{plain:%Y年%m月%d日%H:%M}") == expected
    assert moment_of(f"{plain:%Y-%m-%d %H:%M:%S}") == expected
    days = (plain - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    assert moment_of(days) == expected


@pytest.mark.parametrize(
    ("spelt", "hour", "minute"),
    [
        ("2026年3月5日下午3点半", 15, 30),
        ("2026.3.5 8：05", 8, 5),
        ("2026-03-05T18:20:07", 18, 20),
        ("2026年3月5日（星期四）上午9时", 9, 0),
        ("2026年3月5日中午12点", 12, 0),
        ("2026年3月5日 中午1点", 13, 0),
    ],
)
def test_the_time_of_a_day_is_understood(spelt: str, hour: int, minute: int) -> None:
    assert moment_of(spelt) is not None
    found = moment_of(spelt)
    assert found is not None
    assert (found.date(), found.hour, found.minute) == (date(2026, 3, 5), hour, minute)


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.none()))
def test_whatever_stands_in_a_cell_is_read_or_not_but_never_a_fault(value: object) -> None:
    assert moment_of(value) is None or day_of(value) is not None
    assert text_of(value) == text_of(value).strip()
    assert count_of(value) is None or isinstance(count_of(value), int)


@pytest.mark.parametrize("spelt", ["", "昨天", "2026-13-1", "2026年2月30日", "3月5日", "12", "1e9"])
def test_what_is_no_day_is_none(spelt: str) -> None:
    assert day_of(spelt) is None


# ---- heads and rows


def test_the_head_is_found_below_a_title_and_rows_keep_their_addresses() -> None:
    found = table(a_file(("青河县事项台账",), (), HEAD, ROW, (), (2, "", 46086, "井盖没了")))
    first, second = found.rows
    assert (first.number, second.number, found.head) == (4, 6, 3)
    assert (first.text("number"), first.text("words")) == ("0012", "路灯不亮")
    assert day_of(second.value("day")) == date(2026, 3, 5)
    assert found.unused == ("序号",)
    assert second.fault("day", "看不懂", "写成 2026-3-5").line == (
        "“台账”表 C6：看不懂。写成 2026-3-5。"
    )


@pytest.mark.parametrize(
    "day", ["登记时间", " 受理 时间 ", "*受理时间（必填）", "受理时间：", "受理\n时间"]
)
def test_a_heading_is_known_however_it_is_adorned(day: str) -> None:
    assert table(a_file(("编号", day, "反映事项"), ("1", "2026-3-5", "路灯"))).rows[0].text("day")


def test_a_head_of_two_lines_is_read_as_one() -> None:
    head = (("序号", "受理", None, "反映事项"), (None, "受理时间", "编号", None))
    found = table(a_file(*head, (1, "2026-3-5", "7", "路灯"), merged=["B1:C1"]))
    assert [found.rows[0].text(n) for n in ("day", "number", "words")] == ["2026-3-5", "7", "路灯"]


def test_cells_merged_downwards_hold_the_same_in_every_row() -> None:
    rows = (ROW, (2, "2", None, "井盖"), (3, "3", None, "垃圾"), (4, "4", "2026-3-9", "狗"))
    found = table(a_file(HEAD, *rows, merged=["C2:C4"]))
    assert [row.text("day") for row in found.rows] == ["2026-3-5"] * 3 + ["2026-3-9"]


def test_what_stands_under_the_table_is_no_row() -> None:
    under = (("合计", "1件"), ("制表人：李某", "", "审核人：王某"))
    assert len(table(a_file(HEAD, ROW, *under)).rows) == 1


def test_a_heading_written_twice_is_asked_about() -> None:
    told = refused(a_file((*HEAD, "反映事项"), (*ROW, "x")))
    assert "D1、E1" in told


def test_a_file_without_the_columns_is_told_which_it_needs() -> None:
    told = refused(a_file(("甲", "乙"), (1, 2)))
    assert "“受理时间”、“反映事项”" in told


def test_a_sheet_that_is_hidden_is_not_read() -> None:
    content = a_file(HEAD, ROW)
    book = b'<sheet name="\xe5\x8f\xb0\xe8\xb4\xa6" sheetId="1" state="hidden"'
    assert len(read_workbook(content)) == 1
    assert book not in content


def test_a_formula_without_a_value_and_an_error_name_their_cells() -> None:
    found = table(
        a_file(HEAD, (1, "#REF!", "2026-3-5", "=A2&B2"), ("=ROW()", "2", "2026-3-5", "好"))
    )
    assert [(one.cell, one.wrong) for one in found.faults] == [
        ("B2", "公式出错，显示的是“#REF!”"),
        ("D2", "公式没有算出结果"),
    ]


def test_a_formula_with_a_value_is_read_as_its_value() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>受理时间</v></c><c r="B1" t="str"><v>反映事项</v></c></row>'
        '<row r="2"><c r="A2"><f>TODAY()</f><v>46086</v></c><c r="B2" t="str"><f>"路"</f><v>路灯</v></c></row>'
    )
    found = table(changed(a_file(HEAD), {FIRST_SHEET: sheet_xml(rows)}))
    assert (found.rows[0].text("words"), found.faults) == ("路灯", ())


def test_an_endless_text_is_a_fault() -> None:
    assert table(a_file(HEAD, (1, "1", "2026-3-5", "长" * 5001))).faults[0].cell == "D2"


# ---- files nobody should open


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧格式（.xls）"),
        ("编号,受理时间\n1,2026-3-5\n".encode(), "CSV"),
        (b"<html><table></table></html>", "网页表格"),
        (b"PK\x03\x04 and nothing else", "打不开"),
        (changed(a_file(HEAD, ROW), {"xl/vbaProject.bin": b"x"}), "带着宏"),
        (a_file(HEAD, ROW)[:-400], "打不开"),
        (changed(a_file(HEAD, ROW), {FIRST_SHEET: b"<worksheet"}), "打不开"),
        (changed(a_file(HEAD, ROW), {"[Content_Types].xml": b"<a/>"}), "打不开"),
    ],
)
def test_what_is_no_excel_file_is_told_what_to_do(content: bytes, told: str) -> None:
    said = refused(content)
    assert told in said
    assert "请" in said


def test_a_zip_without_a_workbook_is_no_excel_file() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("content.xml", "<a/>")
    assert "不是 Excel 文件" in refused(packed.getvalue())


def test_a_bomb_is_not_unpacked() -> None:
    bomb = changed(a_file(HEAD, ROW), {"xl/media/bomb.bin": b"\0" * 90_000_000})
    assert len(bomb) < 200_000
    begun = time.perf_counter()
    assert "展开以后太大" in refused(bomb)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x">',
    ],
)
def test_xml_that_declares_anything_is_not_read(head: bytes) -> None:
    assert "打不开" in refused(changed(a_file(HEAD, ROW), {FIRST_SHEET: head + sheet_xml("")}))


def test_ten_thousand_columns_are_refused_by_name_of_the_first_too_far() -> None:
    assert "CW1 还有内容，一张表最多 100 列" in refused(a_file([str(n) for n in range(10_000)]))


def test_columns_that_were_only_coloured_do_not_count() -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>受理时间</v></c><c r="B1" t="str"><v>反映事项</v></c><c r="XFD1" s="0"/></row>'
    (sheet,) = read_workbook(changed(a_file(HEAD), {FIRST_SHEET: sheet_xml(rows)}))
    assert len(sheet.lines) == 1


def test_too_many_rows_are_refused_and_empty_ones_do_not_count() -> None:
    content = a_file(HEAD, *[ROW] * 6)
    assert "一次最多导入 5 行" in refused(content, Limits(rows=5))
    assert "文件太大" in refused(content, Limits(content=100))
    far = sheet_xml('<row r="1048576"><c r="A1048576" t="str"><v>末行</v></c></row>')
    (sheet,) = read_workbook(changed(content, {FIRST_SHEET: far}))
    assert [one.number for one in sheet.lines] == [1_048_576]


@pytest.mark.parametrize("cell", ["A99999999999", "ZZZZZ1", "A0", "1A"])
def test_cells_where_no_cell_can_be_are_refused_at_once(cell: str) -> None:
    row = f'<row r="99999999999"><c r="{cell}" t="str"><v>x</v></c></row>'
    begun = time.perf_counter()
    assert refused(changed(a_file(HEAD, ROW), {FIRST_SHEET: sheet_xml(row)}))
    assert time.perf_counter() - begun < 3


def test_endless_merging_is_refused_at_once() -> None:
    below = '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    assert "合并" in refused(changed(a_file(HEAD), {FIRST_SHEET: sheet_xml("", below)}))


@given(st.binary(max_size=300))
def test_no_bytes_are_anything_but_refused(content: bytes) -> None:
    for tried in (content, b"PK" + content, b"PK\x03\x04" + content):
        with pytest.raises(SheetError):
            read_workbook(tried)


def test_a_fault_without_advice_is_one_sentence() -> None:
    assert Fault("表", "B2", "没有写").line == "“表”表 B2：没有写。"
