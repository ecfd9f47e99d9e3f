"""Moments, limits and places in people's words."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.understanding.categories import Span, Unit
from handlers.wording import as_of, number, public_place, salutation, span, when, within

NOON = datetime(2026, 4, 14, 4, 0, tzinfo=UTC)  # 12:00 in China


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(hours=6), "今天18:00"),
        (timedelta(hours=21, minutes=30), "明天09:30"),
        (timedelta(days=2), "后天12:00"),
        (timedelta(days=-1), "昨天12:00"),
        (timedelta(days=10), "4月24日12:00"),
        (timedelta(days=300), "2027年2月8日12:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(after: timedelta, words: str) -> None:
    assert when(NOON + after, NOON) == words


def test_lengths_are_said_in_the_unit_people_would_use() -> None:
    assert within(timedelta(minutes=30)) == "30分钟"
    assert within(timedelta(hours=2)) == "2小时"
    assert within(timedelta(days=3)) == "3天"
    assert span(Span(Unit.WORKING_HOURS, timedelta(hours=4))) == "4个工作小时"
    assert span(Span(Unit.WORKING_DAYS, days=1)) == "1个工作日"
    assert span(Span(Unit.CLOCK, timedelta(minutes=15))) == "15分钟"


@pytest.mark.parametrize(
    ("place", "public"),
    [
        ("东关家属院3号楼2单元501室", "东关家属院3号楼"),
        ("2号楼3单元五楼", "2号楼"),
        ("2号楼五楼", "2号楼"),
        ("3号楼2单元楼道", "3号楼楼道"),
        ("3号楼前", "3号楼前"),
        ("B座11楼", "B座"),
        ("A座一单元", "A座"),
        ("三组小卖部东边", "三组小卖部东边"),
    ],
)
def test_a_group_never_reads_whose_door_it_is(place: str, public: str) -> None:
    assert public_place(place) == public


def test_numbers_and_people_are_short() -> None:
    assert number(101) == "#00101"
    assert salutation("郭网格") == "郭师傅"
    assert salutation("") == "网格员"


@pytest.mark.parametrize(
    ("said", "days", "read"),
    [
        ("明天18:00", 1, "今天18:00"),
        ("今天下午来换", 1, "昨天下午来换"),
        ("后天上午", 1, "明天上午"),
        ("昨天18:00", 1, "前天18:00"),
        ("前天", 1, "前天"),
        ("5月15日18:00，明天来", 2, "5月15日18:00，昨天来"),
    ],
)
def test_words_that_waited_are_right_on_the_day_they_are_read(
    said: str, days: int, read: str
) -> None:
    assert as_of(said, days) == read
