"""Letters as Word files: filled forms, forms of a county's own, and forms that cannot be used."""

import io
import sys
from pathlib import Path

import docx
import pytest

from bot.commands import main
from bot.papers import drawing
from bot.papers.errors import TemplateError
from bot.papers.forms import GAPS, NEEDED, SHIPPED, check, form_for
from bot.papers.placeholders import fill, gaps_of
from bot.settings import variables
from storage.codes import LetterKind
from tests.service.paper_room import SUPERVISED, a_county

VALUES = {gap: f"<{name}>" for gap, name in GAPS.items()}


def words(document: docx.document.Document) -> str:
    cells = (c for t in document.tables for row in t.rows for c in row.cells)
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return "\n".join(p.text for p in paragraphs)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_shipped_form_is_filled_without_a_gap_left(kind: LetterKind) -> None:
    document = form_for(kind, None)
    fill(document, VALUES)
    assert "{{" not in words(document)
    assert all(VALUES[gap] in words(document) for gap in NEEDED[kind])


def test_a_gap_cut_into_pieces_is_filled_in_the_type_of_its_first_letter() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("致")
    for piece in ("{{", "单", "位}}和{{编", "号}}。"):
        paragraph.add_run(piece).bold = piece == "{{"
    fill(document, {"单位": "城管局", "编号": "督办单〔2026〕3号"})
    assert paragraph.text == "致城管局和督办单〔2026〕3号。"
    assert next(run for run in paragraph.runs if "城管局" in run.text).bold


def test_gaps_in_tables_headers_and_footers_are_gaps_too() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run("{{单位}}")
    document.sections[0].header.paragraphs[0].add_run("{{中心}}")
    document.sections[0].footer.paragraphs[0].add_run("{{日期}}")
    assert gaps_of(document) == {"单位", "中心", "日期"}
    fill(document, {"中心": "青河县中心"})
    assert document.sections[0].header.paragraphs[0].text == "青河县中心"


def test_a_value_that_looks_like_a_gap_stays_as_it_was_written() -> None:
    document = docx.Document()
    document.add_paragraph("{{回复}}")
    fill(document, {"回复": "{{编号}}", "编号": "3号"})
    assert document.paragraphs[0].text == "{{编号}}"


# ---- a county's own forms


def test_a_countys_own_form_goes_before_the_shipped_one(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("本县格式" + "".join(f"{{{{{g}}}}}" for g in NEEDED[LetterKind.WARNING]))
    document.save(str(tmp_path / "warning.docx"))
    assert "本县格式" in words(form_for(LetterKind.WARNING, tmp_path))
    assert "督 办 单" in words(form_for(LetterKind.SUPERVISION, tmp_path))
    check(tmp_path)


def test_a_broken_form_is_refused_naming_what_is_missing_and_what_is_unknown(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    document.add_paragraph("{{编号}}{{单位}}{{日期}}{{中心}}{{签发}}{{事项}}{{回复期限}}")
    document.save(str(tmp_path / "supervision.docx"))
    (tmp_path / "warning.docx").write_bytes(b"not a Word file")
    with pytest.raises(TemplateError) as raised:
        check(tmp_path)
    told = str(raised.value)
    assert "缺少 {{问题}}" in told
    assert "缺少 {{签发人}}" in told
    assert "不认识 {{签发}}，是不是想写 {{签发人}}" in told
    assert "warning.docx 打不开" in told
    assert "reminder.docx" not in told


def test_the_shipped_forms_are_drawn_by_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "SHIPPED", tmp_path)
    drawing.main()
    for kind in LetterKind:
        drawn = docx.Document(str(tmp_path / f"{kind.value}.docx"))
        shipped = docx.Document(str(SHIPPED / f"{kind.value}.docx"))
        assert words(drawn) == words(shipped)


# ---- the command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for one in variables():
        monkeypatch.delenv(one.name, raising=False)
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", f"sqlite:///{a_county(tmp_path)}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *words_: str) -> int:
    monkeypatch.setattr(sys, "argv", ["gridwhistle", *words_])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_command_writes_the_letter_that_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "letter", "督办单〔2026〕1号", "--out", "out/督办单.docx") == 0
    assert "已写到" in capsys.readouterr().out
    written = words(docx.Document(io.BytesIO((here / "out/督办单.docx").read_bytes())))
    assert "青河县社会治理综合服务中心" in written
    assert SUPERVISED in written
    assert "梅志远" in written
    assert "督办单〔2026〕1号" in written


def test_a_letter_nobody_has_signed_says_so(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "letter", "提示函1号", "--out", "draft.docx") == 0
    assert "城管局" in words(docx.Document(str(here / "draft.docx")))


@pytest.mark.parametrize(
    ("named", "told"),
    [("督办单9号", "没有这份函件"), ("随便写", "看不懂"), ("督办单〔2019〕1号", "没有这份函件")],
)
def test_a_letter_that_is_not_there_is_said_in_one_line(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: str,
    told: str,
) -> None:
    assert run(monkeypatch, "letter", named, "--out", "x.docx") == 2
    assert told in capsys.readouterr().err
    assert not (here / "x.docx").exists()


def test_check_settings_names_the_faults_of_the_countys_forms(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "forms").mkdir()
    (here / "forms/reminder.docx").write_bytes(b"")
    monkeypatch.setenv("GRIDWHISTLE_LETTERS__TEMPLATE_DIR", str(here / "forms"))
    assert run(monkeypatch, "check-settings") == 2
    assert "reminder.docx 打不开" in capsys.readouterr().err
