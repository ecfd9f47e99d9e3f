"""Moments and limits as people say them."""

from datetime import date, datetime, timedelta

import pytest

from handlers.understanding.categories import Span, Unit
from handlers.understanding.moments import figure, parse_limit, parse_moment
from storage.clock import CHINA

TUESDAY = datetime(2026, 4, 14, 10, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("said", "day", "clock"),
    [
        ("明天下午三点", 15, "15:00"),
        ("后天上午9点半", 16, "09:30"),
        ("周五上午", 17, "09:30"),
        ("下周一下午两点一刻", 20, "14:15"),
        ("4月20日15:30", 20, "15:30"),
        ("20号晚上7点", 20, "19:00"),
        ("今天下午", 14, "15:00"),
        ("三点", 14, "15:00"),
    ],
)
def test_a_moment_is_understood(said: str, day: int, clock: str) -> None:
    found = parse_moment(said, TUESDAY)
    assert found is not None
    here = found.astimezone(CHINA)
    assert (here.day, f"{here:%H:%M}") == (day, clock)


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("三天内办完", Span(Unit.DAYS, days=3)),
        ("5个工作日内", Span(Unit.WORKING_DAYS, days=5)),
        ("两小时内", Span(Unit.CLOCK, timedelta(hours=2))),
        ("一周内", Span(Unit.DAYS, days=7)),
        ("4月20日前", date(2026, 4, 20)),
        ("月底前", date(2026, 4, 30)),
        ("下个月底前", date(2026, 5, 31)),
        ("周五前", date(2026, 4, 17)),
        ("3月1日前", date(2027, 3, 1)),
    ],
)
def test_a_limit_is_understood(said: str, limit: Span | date) -> None:
    assert parse_limit(said, TUESDAY) == limit


def test_words_without_a_time_have_none() -> None:
    assert parse_moment("换主管道", TUESDAY) is None
    assert parse_limit("换主管道", TUESDAY) is None
    assert [figure(name) for name in ("3", "十", "二十一", "两")] == [3, 10, 21, 2]


def test_the_end_of_next_month_in_december_is_in_january() -> None:
    december = datetime(2026, 12, 14, 10, 0, tzinfo=CHINA)
    assert parse_limit("下个月底前", december) == date(2027, 1, 31)
    assert parse_limit("月底前", december) == date(2026, 12, 31)
