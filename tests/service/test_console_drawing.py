"""Charts as they are drawn: round numbers on the axis, nothing outside, nothing for nothing."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.console.charts.drawing import HEIGHT, LEFT, TOP, Series, bars, plain, shares, ticks
from bot.console.charts.periods import By, after, before, named, period, run_up, spanned, year_ago
from storage.charts import Days

COUNTS = st.lists(st.none() | st.integers(0, 2_000_000), max_size=40)
SHARES = st.lists(st.none() | st.floats(0, 1), max_size=40)
DATES = st.dates(date(2001, 1, 1), date(2099, 12, 31))


def series(*rows: list[float | None], width: int = 640) -> Series:
    labels = [f"{n}日" for n in range(max(map(len, rows), default=0))]
    return Series("图", [f"第{n}项" for n in range(len(rows))], labels, rows, width)


@given(st.floats(0, 1e9))
def test_an_axis_begins_at_nothing_ends_above_everything_and_goes_in_round_steps(
    most: float,
) -> None:
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most * (1 - 1e-9)
    assert 2 <= len(found) <= 7
    step = found[1]
    assert found == tuple(step * n for n in range(len(found)))
    assert str(int(step)).rstrip("0") in {"1", "2", "5"}
    assert len(found) == 2 or found[-2] < most


@given(COUNTS, COUNTS)
def test_every_bar_stands_on_the_ground_within_the_picture(
    one: list[float | None], other: list[float | None]
) -> None:
    length = min(len(one), len(other))
    drawn = bars(series(one[:length], other[:length]))
    assert len(drawn.bars) == 2 * length
    for bar in drawn.bars:
        assert bar.y >= TOP
        assert bar.height >= 0
        assert abs(bar.y + bar.height - drawn.up[0].at) < 0.11
        assert bar.x >= LEFT - 0.1
        assert bar.x + bar.width <= drawn.width


@given(SHARES)
def test_a_line_has_a_point_for_what_is_known_and_a_gap_for_the_rest(
    row: list[float | None],
) -> None:
    drawn = shares(series(row))
    known = [value for value in row if value is not None]
    [line] = drawn.lines
    assert len(line.points) == len(known)
    pieces = sum(
        value is not None and (n == 0 or row[n - 1] is None) for n, value in enumerate(row)
    )
    assert line.path.count("M") == pieces
    assert line.path.count("L") == len(known) - pieces
    assert all(TOP <= y <= HEIGHT and x >= LEFT for x, y, _ in line.points)
    assert drawn.is_empty == (not known)


def test_nothing_and_zeros_are_empty_and_one_day_is_drawn() -> None:
    assert bars(series([])).is_empty
    assert bars(series([0, 0])).is_empty
    assert shares(series([None, None])).is_empty
    assert bars(series([None, None])).says == "第0项没有可画的数。"
    one = bars(series([3], [0]))
    assert not one.is_empty
    assert one.says == "第0项最近3（0日），最高3（0日）；第1项最近0（0日），最高0（0日）。"
    lonely = shares(series([0.5]))
    assert len(lonely.lines[0].points) == 1


def test_higher_is_higher_and_a_share_of_zero_lies_on_the_ground() -> None:
    drawn = bars(series([1, 2, 3]))
    assert drawn.bars[0].height < drawn.bars[1].height < drawn.bars[2].height
    [line] = shares(series([0.0, 1.0])).lines
    assert (line.points[0][1], line.points[1][1]) == (204.0, float(TOP))


@given(st.integers(1, 60), st.sampled_from([640, 920]))
def test_labels_along_the_axis_have_room_and_the_last_is_always_there(
    count: int, width: int
) -> None:
    along = bars(series([1] * count, width=width)).along
    assert along[-1].label == f"{count - 1}日"
    assert all(b.at - a.at > 34 for a, b in itertools.pairwise(along))


def test_numbers_are_written_as_people_write_them() -> None:
    assert [plain(v) for v in (0, 12.0, 456.5, 1234567.0)] == ["0", "12", "456.5", "1234567"]


# ---- periods


@given(DATES, st.sampled_from(By))
def test_periods_follow_each_other_without_gap_and_hold_their_day(day: date, by: By) -> None:
    days = period(by, day)
    assert days.first <= day <= days.last
    assert after(by, before(by, days)) == days
    past = run_up(by, days)
    for one, following in itertools.pairwise(past):
        assert one.last + timedelta(days=1) == following.first
    last_year = year_ago(by, days)
    assert 364 <= (days.first - last_year.first).days <= 367
    assert period(by, last_year.first) == last_year


def test_periods_are_called_as_people_call_them() -> None:
    day = date(2026, 4, 30)
    assert named(By.DAY, period(By.DAY, day)) == "2026年4月30日"
    assert named(By.WEEK, period(By.WEEK, day)) == "2026年4月27日至5月3日"
    assert named(By.MONTH, period(By.MONTH, day)) == "2026年4月"
    assert spanned(period(By.MONTH, day)) == "2026年4月"
    assert spanned(Days(date(2026, 4, 2), date(2026, 4, 3))) == "2026年4月2日至3日"
    leap = Days(date(2028, 2, 29), date(2028, 2, 29))
    assert year_ago(By.DAY, leap).first == date(2027, 2, 28)
