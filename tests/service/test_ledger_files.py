"""Ledger and monthly report from the command line."""

import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from sqlmodel import Session, col, select

from bot.commands import main
from bot.papers.monthly import month_called
from bot.papers.sheets import Book
from bot.settings import variables
from storage.codes import CaseState, Colour, Level, Urgency
from storage.engines import building_engine, parse_url
from storage.tables.case import Case
from storage.tables.region import Region
from tests.service.paper_room import a_county
from tests.service.webchat_room import TUESDAY


def put(session: Session, number: int, **other: Any) -> None:
    place = session.exec(select(Region.id).where(col(Region.code) == "G101")).one()
    given: dict[str, Any] = {
        "county_id": 1,
        "number": number,
        "leaf": "streetlight",
        "title": "路灯不亮",
        "summary": "=3号楼灯不亮,电话13812345678",
        "place": "3号楼",
        "region_id": place,
        "urgency": Urgency.U2,
        "state": CaseState.IN_PROGRESS,
        "level": Level.TOWNSHIP,
        "opened_at": TUESDAY,
    }
    session.add(Case(**given | other))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = a_county(tmp_path)
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        put(session, 1)
        put(session, 2, colour=Colour.RED)
        put(session, 3, leaf="domestic_violence", title="家庭暴力", is_confidential=True)
        put(session, 4, state=CaseState.CLOSED)
        session.commit()
    for one in variables():
        monkeypatch.delenv(one.name, raising=False)
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["gridwhistle", *words])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def numbers(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [str(row[1]) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_the_ledger_is_an_excel_file_with_a_frozen_head(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "ledger", "--out", "l.xlsx") == 0
    book = openpyxl.load_workbook(here / "l.xlsx")
    sheet = book.worksheets[0]
    assert (sheet["A1"].value, sheet.freeze_panes) == ("青河县事项台账", "C4")
    assert [c.value for c in sheet[3]][:3] == ["序号", "编号", "登记时间"]
    first = {str(c.value): d for c, d in zip(sheet[3], sheet[4], strict=True)}
    words = first["主要内容"]
    assert (words.value, words.data_type, words.quotePrefix) == (
        "=3号楼灯不亮,电话【电话】",
        "s",
        True,
    )
    assert str(first["登记时间"].value).startswith("2026年")
    assert numbers(here / "l.xlsx") == ["#00001", "#00002", "#00004"]
    assert book.sheetnames[1] == "函件"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--colour", "red"], ["#00002"]),
        (["--open"], ["#00001", "#00002"]),
        (["--leaf", "streetlight", "--open"], ["#00001", "#00002"]),
        (["--region", "城南镇"], []),
        (["--region", "城关街道", "--level", "township"], ["#00001", "#00002", "#00004"]),
        (["--department", "城管局"], []),
        (["--as", "县值班"], ["#00001", "#00002", "#00003", "#00004"]),
        (["--as", "郭网格"], ["#00001", "#00002", "#00004"]),
        (["--leaf", "市政设施与道路", "--colour", "red"], ["#00002"]),
        (["--leaf", "没有这一类"], []),
        (
            ["--since", f"{TUESDAY:%Y-%m-%d}", "--until", f"{TUESDAY:%Y.%m.%d}"],
            ["#00001", "#00002", "#00004"],
        ),
        (["--since", "2099年1月1日"], []),
        (["--until", "2020-01-01"], []),
    ],
)
def test_a_ledger_holds_what_was_asked_for_and_who_asks_may_see(
    here: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], found: list[str]
) -> None:
    assert run(monkeypatch, "ledger", "--out", "l.xlsx", *options) == 0
    assert numbers(here / "l.xlsx") == found


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--since", "看不懂日期"),
        ("--region", "这个地方"),
        ("--department", "这个单位"),
        ("--as", "名册里没有"),
    ],
)
def test_what_the_county_does_not_know_is_said(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
    told: str,
) -> None:
    assert run(monkeypatch, "ledger", "--out", "l.xlsx", option, "火星") == 2
    assert told in capsys.readouterr().err


def test_the_monthly_report_is_shown_or_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    month = f"{TUESDAY:%Y-%m}"
    assert run(monkeypatch, "monthly", "--month", month) == 0
    told = capsys.readouterr().out
    assert told.startswith("# 青河县")
    assert "家庭暴力" not in told
    assert run(monkeypatch, "monthly", "--month", month, "--out", "r.docx") == 0
    document = docx.Document(str(here / "r.docx"))
    assert document.paragraphs[0].text.startswith("青河县")
    assert document.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert abs((document.sections[0].page_width or 0) - Cm(21)) < Cm(0.1)
    whole = [
        r._tr.trPr is not None for t in document.tables for r in t.rows
    ]  # no row is cut in two
    assert whole
    assert all(whole)
    assert "#00002" in "\n".join(
        c.text for t in document.tables for row in t.rows for c in row.cells
    )
    assert (
        run(monkeypatch, "monthly", "--month", month, "--out", "r.md", "--region", "城关街道") == 0
    )
    assert (here / "r.md").read_text(encoding="utf-8").startswith("# 城关街道")
    assert run(monkeypatch, "monthly", "--month", "五月") == 2


def test_december_ends_with_the_year() -> None:
    month = month_called("2026-12")
    assert month is not None
    assert (month.until.year, month.until.month) == (2027, 1)
    assert month_called("2026-13") is None


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    book = Book()
    book.sheet("a", "t", ("x",), (8,), [("=1+1",), ("@x",), ("普通",)])
    (tmp_path / "b.xlsx").write_bytes(book.content())
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == ["=1+1", "@x", "普通"]
    assert {row[1].data_type for row in sheet.iter_rows(min_row=3)} == {"s"}
