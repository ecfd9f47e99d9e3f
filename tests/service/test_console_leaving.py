"""Who leaves the roster, or is away for long, hands over what they have in hand in the same change."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col

from storage.codes import Role
from storage.tables.case import Case, CaseEvent
from storage.tables.message import OutboundMessage
from storage.tables.person import Post
from storage.tables.survey import SurveyAttempt
from tests.service import rows
from tests.service.console_room import get, send
from tests.service.test_console import page, put_case
from tests.service.test_console_roster_file import PEOPLE as HEADS
from tests.service.test_console_roster_file import a_book, confirm, hand_in
from tests.service.webchat_room import Room, open_room

PEOPLE = "/console/roster/people"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        guo = await opened.person("郭网格")
        for number in (101, 102, 103):
            await put_case(opened, number, owner_id=guo)
        yield opened


async def post(room: Room) -> Post:
    guo = await room.person("郭网格")
    where = (col(Post.person_id) == guo, col(Post.role) == Role.GRID_MEMBER)
    found: list[Post] = await get(room, Post, *where)
    return found[0]


async def owners(room: Room) -> set[int | None]:
    return {one.owner_id for one in await get(room, Case)}


async def test_the_page_tells_how_many_and_asks_who_takes_them_over(room: Room) -> None:
    of_guo = await post(room)
    assert "手上还有3件没办完" in await page(room, f"roster/people/{of_guo.person_id}")
    said = await send(room, f"roster/posts/{of_guo.id}/end")
    assert "手上还有3件没办完，请写明交给谁接着办" in said
    assert (await post(room)).ended_at is None


async def test_whoever_takes_over_has_the_cases_and_hears_of_them_once(room: Room) -> None:
    of_guo, taker = await post(room), await room.person("陈桂芝")
    said = await send(room, f"roster/posts/{of_guo.id}/end", taker="陈桂芝")
    assert "3件在办的事交给陈桂芝了" in said
    assert (await post(room)).ended_at is not None
    assert await owners(room) == {taker}
    notes = [one.note for one in await get(room, CaseEvent)]
    assert notes == ["郭网格离岗，由陈桂芝接着办。"] * 3
    heard = await get(room, OutboundMessage, col(OutboundMessage.person_id) == taker)
    assert [one.text.split("\n")[0] for one in heard] == ["郭网格离岗了，手上的3件事请您接着办："]


async def test_a_name_nobody_bears_changes_nothing(room: Room) -> None:
    of_guo = await post(room)
    assert "名册里没有某某" in await send(room, f"roster/posts/{of_guo.id}/end", taker="某某")
    assert (await post(room)).ended_at is None
    assert await owners(room) == {of_guo.person_id}


async def test_what_was_left_for_later_is_asked_for_on_the_page_of_people(room: Room) -> None:
    of_guo, taker = await post(room), await room.person("陈桂芝")
    said = await send(room, f"roster/posts/{of_guo.id}/end", open="later", back=PEOPLE)
    assert "手上的3件事还没移交" in said
    assert "离岗的人手上还有没办完的事" in said
    path = f"roster/people/{of_guo.person_id}/hand-over"
    said = await send(room, path, taker="陈桂芝", key="k2")
    assert "3件在办的事交给陈桂芝了" in said
    assert await owners(room) == {taker}
    assert "离岗的人手上" not in await page(room, "roster/people")


@pytest.mark.parametrize("until", ["", "2026-04-30"])
async def test_a_long_absence_without_a_stand_in_asks_too(room: Room, until: str) -> None:
    of_guo = await post(room)
    away = {"from": "2026-04-14", "until": until}
    path = f"roster/posts/{of_guo.id}/away"
    assert "请写明交给谁接着办" in await send(room, path, **away)
    said = await send(room, path, **away, taker="陈桂芝", key="k2")
    assert "3件在办的事交给陈桂芝了" in said
    notes = {one.note for one in await get(room, CaseEvent)}
    assert notes == {"郭网格请假，由陈桂芝接着办。"}


async def test_a_short_absence_or_a_stand_in_asks_for_nothing(room: Room) -> None:
    of_guo = await post(room)
    path = f"roster/posts/{of_guo.id}/away"
    assert "已办" in await send(room, path, **{"from": "2026-04-14", "until": "2026-04-15"})
    given = {"from": "2026-04-14", "until": "2026-05-14", "stand_in": "陈桂芝", "key": "k2"}
    assert "陈桂芝替班" in await send(room, path, **given)
    assert await owners(room) == {of_guo.person_id}


async def test_a_township_hands_over_only_what_it_keeps(room: Room) -> None:
    await room.sit("城南值班")
    of_guo = await post(room)
    path = f"roster/people/{of_guo.person_id}/hand-over"
    assert "不归您管" in await send(room, path, taker="陈桂芝")
    assert await owners(room) == {of_guo.person_id}


async def test_an_import_that_ends_a_post_tells_what_is_left_to_hand_over(room: Room) -> None:
    rows = [HEADS, ("郭网格", "", "网格员", "东关家属院", "", "离任")]
    said = await confirm(room, await hand_in(room, a_book({"人员": rows})))
    assert "离岗的人手上还有3件没办完" in said
    assert "离岗的人手上还有没办完的事" in await page(room, "roster/people")


# ---- calls and visits ------------------------------------------------------------------------


async def operator_post(room: Room, name: str) -> Post:
    await room.sit("向东阳")  # posts of the county are kept by the administrator
    person_id = await room.person(name)
    found: list[Post] = await get(room, Post, col(Post.person_id) == person_id)
    return found[0]


async def put_call(room: Room, asker: str, reporter: str, number: int, **changes: Any) -> None:
    """The asker is to ring up the reporter of a case of this number."""
    asker_id = await room.person(asker)
    case_id = await put_case(room, number, **changes)

    def add(session: Session) -> None:
        told = rows.add_report(session, case_id, reporter, "下水道堵了")
        rows.add_errand(session, case_id, told, asker_id)

    await room.db.tx(add)


async def calls(room: Room, name: str) -> None:
    """Two reporters wait for the call of this operator."""
    await put_call(room, name, "高叔", 104)
    await put_call(room, name, "王大妈", 105)


async def askers(room: Room) -> list[int | None]:
    return [one.asker_id for one in await get(room, SurveyAttempt)]


async def test_calls_of_somebody_who_leaves_are_made_by_whoever_was_named(room: Room) -> None:
    await calls(room, "唐静")
    seat = await operator_post(room, "唐静")
    shown = await page(room, f"roster/people/{seat.person_id}")
    assert "2件回访" in shown
    assert "另派没经手这件事的人去问" in shown
    said = await send(room, f"roster/posts/{seat.id}/end", taker="章明")
    assert "2件回访已另派没经手的人去问" in said
    taker = await room.person("章明")
    assert await askers(room) == [taker, taker]
    heard = await get(room, OutboundMessage, col(OutboundMessage.person_id) == taker)
    assert all("【电话回访】" in one.text for one in heard)
    assert len(heard) == 2


async def test_without_a_name_somebody_else_of_the_centre_calls(room: Room) -> None:
    await calls(room, "唐静")
    seat = await operator_post(room, "唐静")
    assert "2件回访已另派" in await send(room, f"roster/posts/{seat.id}/end")
    assert seat.person_id not in await askers(room)
    assert None not in await askers(room)


async def test_whoever_handled_the_matter_does_not_ask_even_when_named(room: Room) -> None:
    guo = await room.person("郭网格")
    await put_call(room, "唐静", "高叔", 104, owner_id=guo)
    seat = await operator_post(room, "唐静")
    assert "1件回访已另派" in await send(room, f"roster/posts/{seat.id}/end", taker="郭网格")
    assert not {guo, seat.person_id} & set(await askers(room))


async def test_a_short_absence_leaves_the_calls_where_they_are(room: Room) -> None:
    await calls(room, "唐静")
    seat = await operator_post(room, "唐静")
    path = f"roster/posts/{seat.id}/away"
    await send(room, path, **{"from": "2026-04-14", "until": "2026-04-15"})
    assert set(await askers(room)) == {seat.person_id}
    said = await send(room, path, **{"from": "2026-04-14", "until": "", "key": "k2"})
    assert "2件回访已另派" in said
    assert seat.person_id not in await askers(room)
