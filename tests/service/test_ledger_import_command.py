"""The command that imports an old ledger: it only looks, unless it is told to land."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.settings import variables
from storage.engines import building_engine, parse_url
from storage.tables.case import Case
from tests.service.old_ledger_room import HEAD, LAMP, WELL
from tests.service.paper_room import a_county
from tests.service.sheet_room import a_file
from tests.service.test_ledger_files import run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = a_county(tmp_path)
    for one in variables():
        monkeypatch.delenv(one.name, raising=False)
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "旧.xlsx").write_bytes(a_file(HEAD, LAMP, WELL))
    return path


def cases(path: Path) -> list[str]:
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        return [case.leaf for case in session.exec(select(Case))]


def test_it_looks_first_lands_when_told_and_never_twice(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("ledger-import", "旧.xlsx", "--as", "县值班")
    assert run(monkeypatch, *words) == 0
    told = capsys.readouterr().out
    assert "旧事项 2 件" in told
    assert "真的导入请加 --land" in told
    assert cases(here) == []
    assert run(monkeypatch, *words, "--land") == 0
    assert "导入旧台账2件" in capsys.readouterr().out
    assert run(monkeypatch, *words, "--land") == 0
    assert "没有要写入的内容" in capsys.readouterr().out
    assert len(cases(here)) == 2


def test_a_bad_cell_ends_it_with_its_name(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("坏.xlsx").write_bytes(a_file(HEAD, LAMP, (1, "", "昨天", *LAMP[3:])))
    assert run(monkeypatch, "ledger-import", "坏.xlsx", "--as", "县值班", "--land") == 2
    assert "C3：看不懂时间“昨天”" in capsys.readouterr().err
    assert cases(here) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("旧.xlsx", "--as", "郭网格"), "值班人员"),
        (("没有.xlsx", "--as", "县值班"), "打不开"),
        (("旧.csv", "--as", "县值班"), "CSV"),
    ],
)
def test_what_cannot_be_is_said(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    here.with_name("旧.csv").write_text("受理时间", encoding="utf-8")
    assert run(monkeypatch, "ledger-import", *words) == 2
    assert told in capsys.readouterr().err
