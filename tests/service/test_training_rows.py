"""Rows are read from whatever a county saves them as; what is wrong is named by its line."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.training.faults import TrainingError
from bot.training.rows import Row, Table, read_rows, told

WANTED = (Row("路灯不亮", "路灯"), Row("工资拖欠，半年了", "欠薪"))
CSV = '类别,文字\n路灯,路灯不亮\n欠薪,"工资拖欠，半年了"\n'


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gb18030"),
        CSV.replace(",", ";").encode("gb18030"),
        CSV.replace(",", "\t").encode("utf-16"),
        CSV.replace("\n", "\r\n").encode(),
        (CSV + "\n,\n路灯,路灯不亮\n").encode(),
    ],
)
def test_a_csv_is_read_as_any_program_saves_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    assert read_rows(path) == Table(WANTED)


def test_json_lines_are_read(tmp_path: Path) -> None:
    rows = [{"text": row.text, "label": row.label, "id": 7} for row in WANTED]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert read_rows(path).rows == WANTED


def test_the_first_sheet_of_an_excel_file_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (("标签", "编号", "内容"), *((row.label, 7, row.text) for row in WANTED), (None,)):
        sheet.append(list(cells))
    book.save(tmp_path / "rows.xlsx")
    assert read_rows(tmp_path / "rows.xlsx").rows == WANTED


def test_lines_of_the_corpus_say_who_wrote_them(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("# 老耿：71岁\n路灯\t路灯不亮\\n黑着\n坏行\n", encoding="utf-8")
    table = read_rows(path)
    assert table.rows == (Row("路灯不亮\n黑着", "路灯", "老耿"),)
    assert "第3行" in table.faults[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("rows.csv", "text,label\n,noise\n", "第2行：没有文字"),
        ("rows.csv", "text,label\n吵,\n", "第2行：没有类别"),
        ("rows.csv", f"text,label\n吵,{'楼下吵' * 30}\n", "写反了"),
        ("rows.csv", "text,label\n吵,a\n吵,b\n", "前面标的是"),
        ("rows.jsonl", "{", "第1行：不是 JSON"),
        ("rows.jsonl", "[]", "不是带 text 和 label"),
        ("rows.jsonl", '{"text": null, "label": "a"}', "没有文字"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, name: str, content: str, why: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert why in read_rows(path).faults[0]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("rows.docx", b"", "不是认识的格式"),
        ("rows.csv", b"a,b\n1,2\n", "缺少：text、label"),
        ("rows.csv", b"\xff\xff\xff", "编码认不出来"),
        ("rows.xlsx", b"PK no zip", "不是完整的 Excel"),
        ("nowhere/rows.csv", None, "读不到"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TrainingError, match=why):
        read_rows(path)


def test_of_many_faults_only_the_first_are_told() -> None:
    lines = told([f"第{at}行" for at in range(50)])
    assert len(lines) == 21
    assert lines[-1] == "……还有 30 行有错"
