"""The command and the page of a month's rates, over rows in a real database."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.rates import RatesError, count, lines, parse_month, plain
from storage.codes import CaseState, SurveyState
from storage.tables.survey import Survey
from tests.service.test_cli import Here
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

APRIL = parse_month("2026-04")
LATER = TUESDAY + timedelta(days=60)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def twelve_closed(room: Room) -> None:
    """Twelve cases of 东关家属院, closed on a Tuesday in April; two of them not on time."""
    for number in range(1, 13):
        answered_at = TUESDAY + timedelta(hours=7 if number > 10 else 3)
        case_id = await put_case(
            room, number, state=CaseState.CLOSED, answered_at=answered_at,
            closed_at=answered_at + timedelta(hours=20), result="已疏通",
        )  # fmt: skip
        survey = Survey(
            county_id=1, case_id=case_id, person_id=1, state=SurveyState.ANSWERED,
            asked_at=answered_at, answered_at=answered_at, resolved=1 if number % 2 else 2,
        )  # fmt: skip
        await room.db.tx(partial(_put, survey))


def _put(survey: Survey, session: Session) -> None:
    session.add(survey)


async def test_every_number_has_its_denominator_and_its_cases(room: Room) -> None:
    await twelve_closed(room)
    counted = await room.db.read(lambda session: count(session, APRIL, LATER))
    county = counted[0]
    told = plain(county)
    assert told["rates"]["answered_in_time"]["value"] == round(10 / 12, 4)
    assert told["rates"]["answered_in_time"]["missed"] == [11, 12]
    assert told["rates"]["solved"]["numerator"] == 9.0
    assert told["rates"]["content"] == {"label": "满意率", "n": 0, "hidden": True}
    assert told["working_hours"]["n"] == 12
    assert "按时办结率：83.3%（10/12）" in "\n".join(lines(county))
    assert "满意率：样本不足（n=0）" in "\n".join(lines(county))
    town = next(one for one in counted if one.name == "城关街道")
    assert town.report.rates == county.report.rates


async def test_a_region_is_counted_alone_and_an_unknown_one_is_named(room: Room) -> None:
    await twelve_closed(room)
    (other,) = await room.db.read(lambda session: count(session, APRIL, LATER, "城南镇"))
    assert {rate.n for rate in other.report.rates.values()} == {0}
    with pytest.raises(RatesError, match="没有“月亮镇”"):
        await room.db.read(lambda session: count(session, APRIL, LATER, "月亮镇"))


async def test_what_ended_in_another_month_is_not_counted(room: Room) -> None:
    await twelve_closed(room)
    may = await room.db.read(lambda session: count(session, parse_month("2026-05"), LATER))
    assert {rate.n for rate in may[0].report.rates.values()} == {0}


async def test_the_page_shows_rates_and_hides_the_few(room: Room) -> None:
    await twelve_closed(room)
    room.clock.move(timedelta(days=2))
    shown = await page(room, "rates", month="2026-04")
    assert "83.3%" in shown
    assert "—" in shown
    asked = re.search(r'href="/console/(charts/cases[^"]*of=answered_in_time[^"]*)"', shown)
    assert asked is not None
    missed = await page(room, unescape(asked[1]))
    assert re.findall(r"#000\d\d", missed) == ["#00012", "#00011"]
    assert "2026年4月各项率" in await page(room, "rates")
    await page(room, "rates", 400, month="April")


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "十一月", ""])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RatesError, match="2026-11"):
        parse_month(text)


def test_the_command_counts_in_words_and_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Here(tmp_path, monkeypatch, capsys)
    assert "还没有县域数据" in run("migrate").stdout + run("rates", "--month", "2026-11").stderr
    assert run("seed").returncode == 0
    told = run("rates", "--month", "2026-11")
    assert "【青河县】" in told.stdout
    assert "样本不足（n=0）" in told.stdout
    asked = run("rates", "--month", "2026-11", "--region", "城关街道", "--json")
    (line,) = asked.stdout.splitlines()
    assert json.loads(line)["name"] == "城关街道"
    assert run("rates", "--month", "11").returncode == 2
