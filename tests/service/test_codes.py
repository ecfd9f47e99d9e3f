"""A code on the wall of every grid: printed once, it tells where the scanner lives."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import Session

from bot.papers import codes
from bot.papers.errors import PaperError
from handlers.directory import Directory
from handlers.loading.situations import load_directory
from handlers.scenes import read_scene, scene_of
from storage.engines import building_engine, parse_url
from tests.service.fake_wechat import AES_KEY, APP_ID, APP_SECRET, TOKEN, FakePlatform
from tests.service.webchat_room import demo_database


class Platform(FakePlatform):
    """It makes codes, the same one for the same scene."""

    def __init__(self) -> None:
        super().__init__()
        self.scenes: list[str] = []
        self.trouble = 0

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/cgi-bin/qrcode/create", self._make)
        return app

    async def _make(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if self.trouble or request.query["access_token"] not in self.good:
            return web.json_response({"errcode": self.trouble or 40001, "errmsg": "no"})
        assert asked["action_name"] == "QR_LIMIT_STR_SCENE"
        scene = asked["action_info"]["scene"]["scene_str"]
        self.scenes.append(scene)
        return web.json_response({"ticket": "T", "url": f"http://weixin.qq.com/q/{scene}"})


@pytest.fixture
def county(tmp_path: Path) -> Path:
    path = tmp_path / "county.db"
    path.write_bytes(demo_database())
    return path


@pytest.fixture
def directory(county: Path) -> Directory:
    with building_engine(parse_url(str(county))) as engine, Session(engine) as session:
        return load_directory(session)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
async def account(
    platform: Platform, aiohttp_server: Any, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: TestServer = await aiohttp_server(platform.app())
    given = {
        "APP_ID": APP_ID,
        "APP_SECRET": APP_SECRET,
        "TOKEN": TOKEN,
        "AES_KEY": AES_KEY,
        "API_BASE": str(server.make_url("")),
    }
    for name, value in given.items():
        monkeypatch.setenv(f"GRIDWHISTLE_OFFICIAL_ACCOUNT__{name}", value)
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", f"sqlite:///{county}")


@pytest.mark.usefixtures("account")
async def test_every_grid_of_a_village_gets_a_picture_and_a_place_on_the_sheet(
    platform: Platform, tmp_path: Path, directory: Directory
) -> None:
    out = tmp_path / "codes"
    await asyncio.to_thread(codes.qr, out, "V11", buildings=True)
    village = directory.region_coded("V11")
    assert village is not None
    pictures = sorted(out.glob("*.png"))
    assert len(pictures) == len(platform.scenes) > 3
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in pictures)
    page = (out / "二维码.html").read_text("utf-8")
    assert page.count("<svg") == len(pictures)
    assert village.name in page
    assert "http://" not in page.replace("http://www.w3.org", "")  # it needs no network
    for scene in platform.scenes:
        code, _ = read_scene(scene)
        assert directory.region_coded(code) is not None


@pytest.mark.usefixtures("account")
async def test_what_the_platform_refuses_is_said(platform: Platform, tmp_path: Path) -> None:
    platform.trouble = 48001
    with pytest.raises(PaperError, match="权限"):
        await asyncio.to_thread(codes.qr, tmp_path / "codes", "G101")
    platform.trouble = -1
    with pytest.raises(PaperError, match="繁忙"):
        await asyncio.to_thread(codes.qr, tmp_path / "codes", "G101")


def test_without_an_account_there_are_no_codes(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="公众号和微信客服都还没有接入"):
        codes.qr(tmp_path / "codes")


@pytest.mark.usefixtures("account")
async def test_who_has_no_customer_service_gets_no_codes_of_it(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="微信客服"):
        await asyncio.to_thread(codes.qr, tmp_path / "codes", "G101", kf=True)


def test_codes_are_of_grids_and_where_wanted_of_buildings(directory: Directory) -> None:
    grids = codes.list_codes(directory, "", buildings=False)
    assert len({one.scene for one in grids}) == len(grids) > 10
    (one, *places) = codes.list_codes(directory, "G101", buildings=True)
    assert one.scene == "grid_G101"
    assert places
    assert all(place.scene.startswith("grid_G101_p") for place in places)
    assert len({codes.file_name(code) for code in [one, *places]}) == len(places) + 1
    with pytest.raises(PaperError, match="没有“月球”"):
        codes.list_codes(directory, "月球", buildings=False)


@pytest.mark.parametrize(
    ("scene", "read"),
    [
        ("grid_G101", ("G101", None)),
        ("grid_G101_p12", ("G101", 12)),
        ("G101", ("G101", None)),
        ("grid_QH_01_p3", ("QH_01", 3)),
        ("", ("", None)),
    ],
)
def test_a_scene_says_grid_and_building(scene: str, read: tuple[str, int | None]) -> None:
    assert read_scene(scene) == read


def test_a_scene_is_read_as_it_was_written() -> None:
    for code, place in (("G101", None), ("G1_2", 7)):
        assert read_scene(scene_of(code, place)) == (code, place)


def test_names_on_the_sheet_are_text_and_nothing_else() -> None:
    page = codes.sheet([(codes.Code("<b>3号楼", "a&b", "grid_G1"), "http://weixin.qq.com/q/1")])
    assert "&lt;b&gt;3号楼" in page
    assert "a&amp;b" in page
