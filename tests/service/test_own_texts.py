"""A county's own sentences: every mistake is named, what people need stays in, and they are said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from bot.own_texts import OwnTextsError, load_own_texts, parse_own_texts
from handlers import texts

GOOD = """\
[progress]
# 换个说法
open = "{number}【{title}】正在办，{who}负责，{due}前给您回话。"
"""


@pytest.fixture(autouse=True)
def shipped_again() -> Iterator[None]:
    yield
    texts.adopt({})


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(OwnTextsError) as caught:
        parse_own_texts(text, "texts.toml")
    return [(one.line, one.reason) for one in caught.value.faults]


def test_own_words_are_said_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "texts.toml"
    path.write_text(GOOD, encoding="utf-8")
    before = texts.template("progress.closed")
    texts.adopt(load_own_texts(path))
    said = texts.render("progress.open", number="#1", title="路灯", who="城管局", due="明天")
    assert said == "#1【路灯】正在办，城管局负责，明天前给您回话。"
    assert texts.is_own("progress.open")
    assert texts.template("progress.closed") == before
    texts.adopt({})
    assert texts.template("progress.open") == texts.shipped("progress.open")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('opne = "{number}好"', "没有编号为“progress.opne”的话，是不是“progress.open”"),
        ('open = ""', "是空的"),
        ('open = "{number}{city}"', "没有“{city}”这一格"),
        ('open = "{number.__class__}"', "没有“{number.__class__}”这一格"),
        ('open = "正在办"', "要留着“{number}”"),
        ('open = "{number}正在办,别急"', "英文标点"),
        ('open = "{number"', "花括号没有成对"),
        ("open = 3", "是空的"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, reason: str) -> None:
    found = faults(f"# 头\n[progress]\n{line}\n")
    assert [number for number, _ in found] == [3] * len(found)
    assert any(reason in said for _, said in found), found


def test_all_mistakes_are_named_at_once_and_a_broken_file_by_its_line() -> None:
    assert len(faults('[progress]\nopen = "好"\nclosed = "好"\n')) == 2
    assert faults('[progress]\nopen = "没有收口\n')[0][0] == 2


def test_telephones_of_rescue_stay() -> None:
    key = next(
        k for k in texts.in_order() if "119" in texts.shipped(k) and k.startswith("emergency.")
    )
    name = key.partition(".")[2]
    gaps = "".join(f"{{{gap}}}" for gap in sorted(texts.shipped_gaps(key)))
    found = faults(f'[emergency]\n{name} = "快跑出去{gaps}"\n')
    assert any("要留着电话119" in said for _, said in found)


@how(max_examples=60, deadline=None)
@given(words=st.text(max_size=40), key=st.sampled_from(sorted(texts.keys())))
def test_whatever_is_accepted_can_be_said(words: str, key: str) -> None:
    section, _, name = key.partition(".")
    given_words = words.replace("\\", "").replace('"', "").replace("\n", "").replace("\r", "")
    try:
        own = parse_own_texts(f'[{section}]\n{name} = "{given_words}"\n', "t.toml")
    except OwnTextsError:
        return
    texts.adopt(own)
    filled = dict.fromkeys(texts.shipped_gaps(key), "某")
    assert texts.render(key, **filled)
