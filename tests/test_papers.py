"""What is written about the project is true of it."""

import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from storage.codes import Move, Role
from tests.test_house import ROOT, kept_files, read

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
PAPERS = [name for name in kept_files() if name.endswith(".md")]


def glossary(readme: str) -> str:
    """The code names that the table of words gives, one after the other."""
    words = re.split(r"^## ", read(readme).partition("| 中文 |")[2], flags=re.MULTILINE)[0]
    return " ".join(row.split("|")[3] for row in words.splitlines() if row.count("|") == 4)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_glossary_has_every_noun_role_and_move_of_the_code(readme: str) -> None:
    tables = {one.__name__ for one in SQLModel.__subclasses__() if hasattr(one, "__table__")}
    wanted = {name for name in tables if not name.startswith("_")}
    wanted |= {one.name for one in (*Move, *Role)}
    known = glossary(readme)
    assert {name for name in wanted if not re.search(rf"\b{name}\b", known)} == set()


def test_both_readmes_have_the_same_glossary() -> None:
    here, there = (set(glossary(f).split()) for f in ("README.md", "README.zh-CN.md"))
    named = re.compile(r"`[A-Z]\w+(?:\.\w+)?`")
    assert set(named.findall(" ".join(here))) == set(named.findall(" ".join(there)))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_of_a_paper_leads_somewhere(paper: str) -> None:
    beside = Path(ROOT / paper).parent
    assert [link for link in LINK.findall(read(paper)) if not (beside / link).exists()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_make_target_that_a_paper_names_is_there(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)\b", read(readme), re.MULTILINE)) - targets == set()


def test_every_document_is_linked_from_a_paper_a_newcomer_opens() -> None:
    opened = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/decisions/README.md"]
    linked = {
        (ROOT / paper).parent.joinpath(link).resolve().relative_to(ROOT).as_posix()
        for paper in opened
        for link in LINK.findall(read(paper))
    }
    written = {name for name in kept_files() if name.startswith("docs/") and name.endswith(".md")}
    assert written - linked == set()
