"""The page and the command of borders: previewed first, landed once, noted with who did it."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from bot.boundaries.errors import BoundariesError
from bot.commands import USER_ERRORS, cli
from storage.codes import RosterKind
from storage.regions import bump_directory
from storage.tables.region import Region
from storage.tables.roster import RosterChange
from storage.tables.sheet import KeptSheet
from tests.service.console_room import get
from tests.service.test_boundaries import FAR, SQUARE, a_file, feature
from tests.service.test_console import page
from tests.service.test_console_map import region
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def hand_in(room: Room, content: bytes, status: int = 200, **more: str) -> str:
    """A file is chosen on the page and sent off."""
    form = FormData()
    form.add_field("form_token", await room.form_token())
    form.add_field(
        "file", BytesIO(content), filename="边界.geojson", content_type="application/geo+json"
    )
    for name, value in more.items():
        form.add_field(name, value)
    answer = await room.client.post("/console/boundaries", data=form)
    text = await answer.text()
    assert answer.status == status, text
    return text


async def land(room: Room, kept: KeptSheet, **changes: str) -> str:
    given = {"form_token": await room.form_token(), "digest": kept.digest} | changes
    answer = await room.client.post(f"/console/boundaries/{kept.id}/land", data=given)
    return await answer.text()


async def test_borders_are_shown_first_then_land_and_it_is_noted_who_drew_them(room: Room) -> None:
    before = await region(room, "G101")
    text = await hand_in(room, a_file(feature(SQUARE, code="G101"), feature(FAR, code="G102")))
    assert "会改2处，0处没有变" in text
    assert "103平方公里" in text
    assert (await region(room, "G101")).polygon == before.polygon
    (kept,) = await get(room, KeptSheet)
    done = await land(room, kept)
    assert "已导入。" in done
    assert "改了2处边界" in done
    assert (await region(room, "G101")).polygon == [SQUARE[:-1]]
    noted = await get(room, RosterChange)
    duty = await room.person("县值班")
    assert [(one.kind, one.by_id) for one in noted] == [(RosterKind.REGION, duty)] * 2
    assert noted[0].subject.endswith(before.name)
    assert "103平方公里" in noted[0].details
    again = await land(room, kept)
    assert "没有重复写入" in again
    assert len(await get(room, RosterChange)) == 2
    assert "d=" in (await page(room, "map")).split("<svg")[1]


async def test_one_bad_feature_keeps_all_of_them_out(room: Room) -> None:
    text = await hand_in(room, a_file(feature(SQUARE, code="G101"), feature(FAR, code="没有")))
    assert "这个文件不能导入，什么都没有写入" in text
    assert "第2个（没有）：名册里没有编号“没有”。" in text
    assert "确认导入" not in text
    assert await get(room, KeptSheet) == []


async def test_a_file_that_is_none_and_no_file_at_all_are_told_kindly(room: Room) -> None:
    assert "读不懂这个文件" in await hand_in(room, b"hello")
    form = {"form_token": await room.form_token()}
    answer = await room.client.post("/console/boundaries", data=form)
    assert "请先选一个文件" in await answer.text()
    large = await hand_in(room, b" " * (10 * 1024 * 1024 + 10))
    assert "文件太大：最多10兆" in large
    await hand_in(room, b" " * (11 * 1024 * 1024), status=413)


async def test_borders_that_changed_since_the_preview_are_looked_at_again(room: Room) -> None:
    await hand_in(room, a_file(feature(SQUARE, code="G101")))
    (kept,) = await get(room, KeptSheet)

    def draw(session: Session) -> None:
        grid = session.exec(select(Region).where(col(Region.code) == "G101")).one()
        grid.polygon = [FAR[:-1]]
        session.add(grid)
        bump_directory(session, 1)

    await room.db.tx(draw)
    text = await land(room, kept)
    assert "没有导入。" in text
    assert "预览以后数据有变化" in text
    assert (await region(room, "G101")).polygon == [FAR[:-1]]
    assert await get(room, RosterChange) == []


async def test_nobody_lands_what_somebody_else_looked_at(room: Room) -> None:
    await hand_in(room, a_file(feature(SQUARE, code="G101")))
    (kept,) = await get(room, KeptSheet)
    assert "没有导入。" in await land(room, kept, digest="x")
    await room.sit("唐静")
    assert "不是您上传的" in await land(room, kept)
    assert await get(room, RosterChange) == []


async def test_the_present_borders_are_handed_out_and_come_back_unchanged(room: Room) -> None:
    answer = await room.client.get("/console/boundaries/now.geojson")
    assert "attachment" in answer.headers["Content-Disposition"]
    content = await answer.read()
    assert len(json.loads(content)["features"]) > 30
    text = await hand_in(room, content)
    assert "和现有的一样，没有要改的" in text


async def test_what_has_no_borders_yet_is_counted(room: Room) -> None:
    def wipe(session: Session) -> None:
        grid = session.exec(select(Region).where(col(Region.code) == "G101")).one()
        grid.polygon = []
        session.add(grid)
        bump_directory(session, 1)

    await room.db.tx(wipe)
    assert '<td class="figure late">1</td>' in await page(room, "boundaries")


@pytest.mark.parametrize("name", ["城关值班", "郭网格", "城管局值班", "梅志远"])
async def test_only_the_county_and_the_administrator_draw_borders(room: Room, name: str) -> None:
    await room.sit(name)
    shut = "您的岗位不能看这一页"
    assert shut in await page(room, "boundaries", status=403)
    assert shut in await page(room, "boundaries/now.geojson", status=403)
    assert shut in await hand_in(room, a_file(feature(SQUARE, code="G101")), status=403)
    assert await get(room, KeptSheet) == []


async def test_the_administrator_draws_borders_and_sees_no_map_of_cases(room: Room) -> None:
    who = {"person": str(await room.person("向东阳"))}
    await room.client.post("/console/seat", data=who, allow_redirects=False)
    assert "会改1处" in await hand_in(room, a_file(feature(SQUARE, code="G101")))
    await page(room, "map", status=403)


async def test_the_form_needs_its_token(room: Room) -> None:
    answer = await room.client.post("/console/boundaries", data={"form_token": "x"})
    assert answer.status == 403


# ---- the command --------------------------------------------------------------------------------


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", f"sqlite:///{folder / 'demo.db'}")
    done = CliRunner().invoke(cli, ["boundaries", *given], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output.splitlines()


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    async with open_room(tmp_path):
        return tmp_path


def test_the_command_writes_out_reads_in_and_shows_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = str(folder / "now.geojson")
    assert "边界写进了" in run(folder, monkeypatch, "--out", out)[0]
    assert run(folder, monkeypatch, out)[0].startswith("改了 0 处边界")
    new = folder / "new.geojson"
    new.write_bytes(a_file(feature(SQUARE, code="G101")))
    shown = run(folder, monkeypatch, str(new), "--dry-run")
    assert shown[0].startswith("会改 1 处边界")
    assert shown[-1] == "以上只是看看，什么都没有写入。"
    assert run(folder, monkeypatch, str(new))[0].startswith("改了 1 处边界")
    assert run(folder, monkeypatch, str(new))[0] == "改了 0 处边界，1 处没有变。"
    assert any(line.endswith("没有边界的 0 处。") for line in run(folder, monkeypatch))


def test_the_command_names_every_fault_and_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad: Any = folder / "bad.geojson"
    bad.write_bytes(a_file(feature(SQUARE, code="G101"), feature(SQUARE[:-1], code="G102")))
    assert BoundariesError in USER_ERRORS
    with pytest.raises(BoundariesError, match="没有闭合") as told:
        run(folder, monkeypatch, str(bad))
    assert told.value.problems[-1] == "改好再导入；这次什么都没有写入。"
    with pytest.raises(BoundariesError, match="读不了"):
        run(folder, monkeypatch, str(folder / "none.geojson"))
    new = folder / "new.geojson"
    new.write_bytes(a_file(feature(SQUARE, code="G101")))
    assert run(folder, monkeypatch, str(new), "--dry-run")[0].startswith("会改 1 处")
