"""Whose map it is: each sees the own part, and nothing told in confidence is a point on it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.codes import Level
from tests.service.test_console import page, put_case
from tests.service.test_console_map import coded, region
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


# ---- points -------------------------------------------------------------------------------------


async def test_only_in_a_small_place_cases_are_points_and_never_those_told_in_confidence(
    room: Room,
) -> None:
    grid = await region(room, "G101")
    at = grid.polygon[0][0]
    here: dict[str, Any] = {"longitude": at[0], "latitude": at[1]}
    await put_case(room, **here)
    await put_case(room, 102, is_private=True, **here)
    await put_case(room, 103, is_confidential=True, **here)
    await put_case(room, 104, leaf="domestic_violence", **here)
    await put_case(room, 105, longitude=100.0, latitude=20.0)
    assert "/console/cases/" not in await page(room, "map")
    text = await page(room, "map", region=str(grid.id))
    assert set(re.findall(r"/console/cases/(\d+)", text)) == {"101"}
    assert text.count("<circle") == 1
    assert "在办5件" in text
    late = await page(room, "map", region=str(grid.id), layer="overdue")
    assert "<circle" not in late


# ---- rights -------------------------------------------------------------------------------------


async def test_a_township_sees_its_own_part_and_no_other(room: Room) -> None:
    own, *others = await coded(room, Level.TOWNSHIP)
    await room.sit("城关值班")
    text = await page(room, "map")
    assert f"<h1>{own.name}地图</h1>" in text
    assert "回到" not in text
    for other in others:
        assert other.name not in text
        await page(room, "map", status=404, region=str(other.id))
    county = (await coded(room, Level.COUNTY))[0]
    await page(room, "map", status=404, region=str(county.id))


async def test_a_grid_member_sees_the_grid_and_what_is_known_of_the_village(room: Room) -> None:
    grid = await region(room, "G101")
    village = next(one for one in await coded(room, Level.VILLAGE) if one.id == grid.parent_id)
    await put_case(room)
    await put_case(room, 102, region=village.code)
    await put_case(room, 103, is_confidential=True)
    await put_case(room, 104, region="G102")
    await room.sit("郭网格")
    text = await page(room, "map")
    assert f"<h1>{grid.name}地图</h1>" in text
    assert "在办2件" in text
    assert f"{village.name}（只知道到这里）" in text


@pytest.mark.parametrize("name", ["城管局值班", "燃气公司值班"])
async def test_a_department_may_not_enter(room: Room, name: str) -> None:
    await room.sit(name)
    await page(room, "map", status=403)
    assert "/console/map" not in await page(room, "")


async def test_whoever_is_not_signed_in_is_shown_the_door(room: Room) -> None:
    await room.client.post("/console/sign-out", data={"form_token": await room.form_token()})
    answer = await room.client.get("/console/map", allow_redirects=False)
    assert answer.status == 302
