"""A row of a sheet is as tall as its words need."""

from bot.papers.layout import Layout

NARROW = Layout("台账", "台账", ("地点", "内容"), (12, 20))


def test_short_words_take_one_line() -> None:
    assert NARROW.height(("3号楼前", "下水道堵了")) == 18


def test_long_words_take_as_many_lines_as_they_fill() -> None:
    assert NARROW.height(("", "咱院3号楼前边下水道又堵了，臭水流一地")) == 32


def test_lines_of_the_words_themselves_count() -> None:
    assert NARROW.height(("", "一\n二\n三")) == 46


def test_no_row_is_taller_than_excel_allows() -> None:
    assert NARROW.height(("字" * 5000, "")) == 409


def test_only_a_wide_sheet_needs_the_large_paper() -> None:
    assert not NARROW.is_wide
    assert Layout("台账", "台账", ("内容",) * 20, (12,) * 20).is_wide
