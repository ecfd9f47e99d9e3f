"""The charts at the console: the same figures as the rates, with their cases, for whom they are."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storage import figures
from storage.codes import CaseState, WhistleRole, WhistleState
from storage.tables.case import Case, Whistle
from storage.tables.person import Person
from storage.tables.region import Department, Region
from storage.tables.survey import Survey
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

DAY = "2026-04-15"
SPAN: dict[str, Any] = {"from": DAY, "to": DAY}
DONE: dict[str, Any] = {
    "state": CaseState.CLOSED, "answered_at": TUESDAY + timedelta(hours=3),
    "closed_at": TUESDAY + timedelta(hours=20),
}  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        opened.clock.move(timedelta(days=2))
        await opened.sit("县值班")
        yield opened


async def twelve_closed(room: Room, region: str = "G101", first: int = 1) -> list[int]:
    """Twelve cases of one place, closed on a Wednesday; two of them were answered late."""
    late = {"answered_at": TUESDAY + timedelta(hours=7)}
    return [
        await put_case(room, n, region, **(DONE | (late if n - first > 9 else {})))
        for n in range(first, first + 12)
    ]


async def table(room: Room, **query: Any) -> dict[str, list[str]]:
    """The first table of the charts: each line's figures as they are read."""
    text = await page(room, "charts", **query)
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for line in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        name, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)
        found[name] = [re.sub(r"<[^>]+>", " ", cell).strip() for cell in cells]
    return found


async def behind(room: Room, text: str, of: str) -> str:
    """The list that the first link to the cases of a figure leads to."""
    found = re.search(rf'href="/console/charts/cases[?]([^"]*of={of}[^"]*)"', text)
    assert found is not None
    return await page(room, f"charts/cases?{unescape(found[1])}")


async def test_a_day_shows_what_its_cases_give_and_leads_to_them(room: Room) -> None:
    await twelve_closed(room)
    figures_ = await table(room, day=DAY)
    assert figures_["办结"][0] == "12"
    assert figures_["按时办结率"][0] == "83.3%  10/12"
    assert figures_["满意率"][0] == "—"
    assert figures_["登记"] == ["0", "12"]  # they were told the day before
    text = await page(room, "charts", day=DAY)
    listed = await behind(room, text, "answered_in_time")
    assert "#00001" in listed
    assert "#00012" in listed
    missed = await page(
        room, "charts/cases", at="county", of="answered_in_time", which="missed",
        **SPAN,
    )  # fmt: skip
    assert re.findall(r"#000\d\d", missed) == ["#00012", "#00011"]


async def test_a_case_that_changed_is_counted_anew_at_the_next_look(room: Room) -> None:
    case_id, *_ = await twelve_closed(room)
    assert (await table(room, day=DAY))["办结"][0] == "12"

    def reopen(session: Session) -> None:
        case = session.get_one(Case, case_id)
        case.state, case.closed_at, case.reopen_count = CaseState.REOPENED, None, 1
        session.add(case)
        figures.mark(session, 1, [case_id])

    await room.db.tx(reopen)
    assert (await table(room, day=DAY))["办结"][0] == "11"


async def test_what_a_move_at_the_console_changes_is_counted(room: Room) -> None:
    await put_case(room, 101, opened_at=TUESDAY + timedelta(days=2))
    assert (await table(room))["登记"][0] == "1"
    form = {
        "form_token": await room.form_token(),
        "key": "k1",
        "move": "withdraw",
        "note": "重复登记了",
    }
    answer = await room.client.post("/console/cases/101/move", data=form)
    assert "已办" in await answer.text()
    assert (await table(room))["登记"][0] == "0"


async def test_few_are_not_shown_as_a_rate_and_an_empty_day_says_so(room: Room) -> None:
    assert (await table(room, day=DAY))["按时办结率"][0] == "—"
    assert "这段时间没有可画的数" in await page(room, "charts", day=DAY)
    assert "本期没有登记事项" in await page(room, "charts", day=DAY)
    for n in range(1, 10):
        await put_case(room, n, **DONE)
    assert (await table(room, day=DAY))["按时办结率"][0] == "样本不足  9件"


async def test_day_week_and_month_and_the_same_time_last_year(room: Room) -> None:
    await twelve_closed(room)
    year = timedelta(days=365)
    for n in range(21, 24):
        past = {name: at - year for name, at in DONE.items() if name != "state"}
        await put_case(room, n, opened_at=TUESDAY - year, **(DONE | past))
    for by, times in (("day", "去年同期"), ("month", "去年同期")):
        text = await page(room, "charts", by=by, day=DAY)
        assert times in text
        assert (await table(room, by=by, day=DAY))["办结"][-1] == "3"
    assert (await table(room, by="week", day=DAY))["办结"] == ["12", "0", "3"]
    assert "2026年4月13日至19日" in await page(room, "charts", by="week", day=DAY)
    # nothing lies ahead, and nonsense in the address is today
    odd = (("day", "2031-01-01"), ("by", "century"), ("day", "昨天"), ("at", "region-99999"))
    for name, value in odd:
        assert "2026年4月16日" in await page(room, "charts", 200, **{name: value})


async def test_every_chart_is_a_picture_with_a_title_a_sentence_and_its_table(room: Room) -> None:
    await twelve_closed(room)
    text = await page(room, "charts", by="month", day=DAY)
    assert text.count('role="img"') == 3  # of what people said nothing is known
    assert text.count("<desc") == 3
    assert text.count("同样的数，列成表") == 4
    assert "登记最近12（4月），最高12（4月）" in text
    assert " style=" not in text


# ---- whose figures


async def test_a_township_sees_its_own_places_and_nothing_beside(room: Room) -> None:
    await twelve_closed(room)
    await twelve_closed(room, "G201", 31)
    assert (await table(room, day=DAY))["办结"][0] == "24"
    await room.sit("城关值班")
    assert (await table(room, day=DAY))["办结"][0] == "12"
    text = await page(room, "charts", day=DAY, at="county")
    assert "城关街道统计" in text
    assert "城南镇" not in text
    assert "各乡镇" not in text
    other = await region_id(room, "城南镇")
    asked: dict[str, Any] = {"of": "reopened", **SPAN}
    listed = await page(room, "charts/cases", at=f"region-{other}", **asked)
    assert "#00001" in listed
    assert "#00031" not in listed


async def test_a_department_sees_what_it_led_and_its_own_whistles(room: Room) -> None:
    ids = await twelve_closed(room)
    await twelve_closed(room, "G101", 31)
    for case_id in ids:
        await room.db.tx(partial(led_by, "城管局", case_id))
    await room.sit("城管局值班")
    figures_ = await table(room, day=DAY)
    assert figures_["办结"][0] == "12"
    assert figures_["报到率"][0] == "100.0%  12/12"
    text = await page(room, "charts", day=DAY)
    assert "城管局统计" in text
    assert "自来水公司" not in text
    listed = await behind(room, text, "reported_in")
    assert "#00012" in listed
    assert "#00031" not in listed


async def test_what_is_confidential_is_in_no_list_of_matters_and_not_listed_for_strangers(
    room: Room,
) -> None:
    hidden = {"leaf": "domestic_violence", "title": "家里打人", "is_confidential": True}
    await put_case(room, 1, **(DONE | hidden))
    await put_case(room, 2, **DONE)
    text = await page(room, "charts", by="month", day=DAY)
    assert (await table(room, by="month", day=DAY))["登记"][0] == "2"
    matters = text.partition("本期最多的事</h2>")[2].partition("</section>")[0]
    assert "下水道堵塞" in matters
    assert matters.count("<tr>") == 2
    listed = await behind(room, text, "finished")
    assert "家里打人" not in listed
    await room.sit("城关值班")
    listed = await behind(room, await page(room, "charts", by="month", day=DAY), "finished")
    assert "#00001" not in listed
    assert "#00002" in listed


async def test_an_unknown_figure_has_no_list(room: Room) -> None:
    unknown = await page(room, "charts/cases", 404, of="case_id", **SPAN)
    assert "<table" not in unknown
    misread = await page(room, "charts/cases", 404, of="reopened", **(SPAN | {"from": "x"}))
    assert "<table" not in misread


async def test_content_counts_residents_only(room: Room) -> None:
    for case_id in await twelve_closed(room):
        await room.db.tx(partial(rated, case_id))
    assert (await table(room, day=DAY))["满意率"][0] == "100.0%  12/12"


# ---- the big screen


async def test_the_screen_tells_of_today_without_anybody_s_name_or_door(room: Room) -> None:
    now = TUESDAY + timedelta(days=2)
    await put_case(room, 1, opened_at=now, resolve_due_at=now - timedelta(minutes=1))
    later: dict[str, Any] = {"opened_at": now, "resolve_due_at": None}
    await put_case(room, 2, leaf="neighbour_dispute", is_private=True, **later)
    await put_case(room, 3, leaf="domestic_violence", is_confidential=True, **later)
    text = await page(room, "screen")
    assert "<b>3</b>今天登记" in text
    assert "<b>3</b>正在办" in text
    assert "<b>1</b>其中超期" in text
    assert "is-alarm" not in text
    latest = text.partition("刚刚登记的")[2].partition("</section>")[0]
    assert latest.count("<li>") == 1
    assert "城关街道" in latest
    assert "3号楼" not in text
    assert "郭网格" not in text
    assert "家庭暴力" not in text
    await put_case(room, 4, state=CaseState.EMERGENCY, is_emergency=True, leaf="gas_leak")
    assert "is-alarm" in await page(room, "screen")


async def test_the_screen_is_for_those_who_have_figures(room: Room) -> None:
    await put_case(room, 31, "G201", opened_at=TUESDAY + timedelta(days=2))
    await room.sit("城关值班")
    text = await page(room, "screen", at="county")
    assert "城关街道群众诉求办理" in text
    assert "<b>0</b>今天登记" in text
    assert "<b>0</b>正在办" in text
    await room.client.post("/console/sign-out", data={"form_token": await room.form_token()})
    answer = await room.client.get("/console/screen", allow_redirects=False)
    assert answer.status == 302


async def region_id(room: Room, name: str) -> int:
    found = await room.db.read(
        lambda s: s.exec(select(Region.id).where(col(Region.name) == name)).one()
    )
    return found or 0


def led_by(name: str, case_id: int, session: Session) -> None:
    bureau = session.exec(select(Department.id).where(col(Department.name) == name)).one()
    session.add(
        Whistle(
            county_id=1, case_id=case_id, department_id=bureau or 0, role=WhistleRole.LEAD,
            state=WhistleState.DONE, whistled_at=TUESDAY, reported_in_at=TUESDAY,
            report_in_due_at=TUESDAY + timedelta(hours=4),
        )
    )  # fmt: skip


def rated(case_id: int, session: Session) -> None:
    gao = session.exec(select(Person.id).where(col(Person.name) == "高叔")).one()
    session.add(
        Survey(
            county_id=1, case_id=case_id, person_id=gao or 0, answered_at=TUESDAY, satisfaction=5
        )
    )
