"""From nothing: the settings file, the empty county, and the page that says what comes next."""

import io
import os
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import col

from bot.console.sign_in.command import ask_password
from bot.opening import settings_file
from bot.opening.command import begin, empty_county
from bot.settings import SettingsError
from handlers.loading.situations import load_directory
from storage.codes import Role
from storage.db import Database
from storage.regions import directory_version
from storage.tables.region import County
from storage.tables.roster import RosterChange
from storage.trial import GROUP, prepare_trial
from tests.service.console_room import get, send
from tests.service.test_cli import environment
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

PASSWORD = "sesame-gate-99"


def run(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder, env=environment(), input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip


class Terminal(io.StringIO):
    """Somebody sits before it."""

    def isatty(self) -> bool:
        return True


# ---- the command ----------------------------------------------------------------------------------


def test_an_empty_folder_becomes_a_county_with_an_administrator(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--county", "清水县", "--admin", "王管理", typed=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert "建好了清水县" in done.stdout
    assert "gridwhistle serve" in done.stdout
    kept = tmp_path / ".env"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    text = kept.read_text()
    assert "GRIDWHISTLE_DEMO=false" in text
    secret = next(x for x in text.splitlines() if x.startswith("# GRIDWHISTLE_BRIDGE__SECRET="))
    assert len(secret.partition("=")[2]) >= 40
    assert PASSWORD not in text
    shown = run(tmp_path, "check-settings", "--offline")
    assert shown.returncode == 0, shown.stderr
    again = run(tmp_path, "init", "--county", "别的县", "--admin", "王管理", typed=PASSWORD)
    assert "没有改动" in again.stdout
    assert "已经有清水县，没有另建" in again.stdout
    assert kept.read_text() == text


def test_a_weak_password_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--county", "清水县", "--admin", "王管理", typed="1234")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_weak_password_is_asked_for_again_where_somebody_sits_before_the_keyboard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["1234", "1234", PASSWORD, PASSWORD])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("typer._click.termui.hidden_prompt_func", lambda _: next(typed))
    assert ask_password("王管理") == PASSWORD
    assert "密码太短" in capsys.readouterr().out
    assert next(typed, None) is None


def test_what_is_not_said_and_cannot_be_asked_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--admin", "王管理", typed=PASSWORD)
    assert done.returncode == 2
    assert "没有写县（市、区）的名称" in done.stderr


def test_the_template_alone_needs_no_county(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--template", "名册模板.xlsx")
    assert done.returncode == 0, done.stderr
    book = load_workbook(tmp_path / "名册模板.xlsx")
    order = ["说明", "地区", "部门", "权责清单", "人员", "群", "事项类别", "可选项"]
    assert book.sheetnames == order  # what is to be filled in stands in front of what is looked up
    assert not (tmp_path / ".env").exists()


# ---- the settings file ------------------------------------------------------------------------------


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / ".env"
    kept.write_text(
        '# remark\nexport GRIDWHISTLE_WEB__PORT="81"\nGRIDWHISTLE_DEMO = true\nOTHER=1\nnonsense\n'
    )
    monkeypatch.setenv("GRIDWHISTLE_DEMO", "false")
    monkeypatch.delenv("GRIDWHISTLE_WEB__PORT", raising=False)
    settings_file.adopt(kept)
    taken = os.environ.pop("GRIDWHISTLE_WEB__PORT")
    assert taken == "81"
    assert os.environ["GRIDWHISTLE_DEMO"] == "false"
    assert "OTHER" not in os.environ


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    kept = tmp_path / ".env"
    kept.write_bytes(b"GRIDWHISTLE_DEMO=\xff")
    with pytest.raises(SettingsError, match="读不了设置文件"):
        settings_file.adopt(kept)


# ---- the empty county ------------------------------------------------------------------------------


async def test_an_empty_county_is_begun_once(database: Database) -> None:
    file = empty_county("C1", "清水县")
    await database.tx(lambda s: begin(s, file, "王管理", "x", TUESDAY))
    await database.tx(lambda s: begin(s, file, "李管理", "x", TUESDAY))
    directory = await database.read(load_directory)
    assert [one.name for one in directory.live_regions] == ["清水县"]
    held = directory.holders(Role.ADMINISTRATOR, TUESDAY, region_id=directory.top.id)
    assert [one.name for one in held] == ["王管理", "李管理"]
    assert await database.read(directory_version) > 0
    assert await database.tx(lambda s: prepare_trial(s, TUESDAY)) is None


# ---- the page ---------------------------------------------------------------------------------------


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path, channels=("webchat",)) as opened:
        await opened.sit("向东阳")
        yield opened


async def test_an_administrator_begins_at_the_opening(room: Room) -> None:
    text = await page(room, "")
    assert "青河县开张" in text


async def test_steps_are_ticked_off_by_what_is_there(room: Room) -> None:
    text = await page(room, "opening")
    assert text.count("step-done") == 6
    assert "给县值班或坐席开一个账号" in text
    assert "还没有收到过消息" in text
    await put_case(room, closed_at=TUESDAY)
    assert "第一件已经了结：#00101" in await page(room, "opening")


async def test_the_county_gets_its_telephone_and_a_wrong_one_is_told(room: Room) -> None:
    given = {"name": "青河县", "centre_name": "县中心", "gas_repair_phone": ""}
    text = await send(room, "opening/county", **given, duty_phone="没有", back="/console/opening")
    assert "不像电话号码" in text
    text = await send(room, "opening/county", key="k2", **given, duty_phone="0375-5500124")
    county = (await get(room, County))[0]
    assert (county.centre_name, county.duty_phone) == ("县中心", "0375-5500124")
    note = (await get(room, RosterChange))[0]
    assert "值班电话：037****0123 → 037****0124" in note.details


async def test_a_group_to_try_things_out_is_made_once(room: Room) -> None:
    for key in ("a", "b"):
        await send(room, "opening/trial", key=key, back="/console/opening")
    directory = await room.db.read(load_directory)
    found = [one for one in directory.groups.values() if one.name == GROUP]
    assert len(found) == 1
    assert "聊天页" in await page(room, "opening")


@pytest.mark.parametrize("name", ["郭网格", "城关值班", "城管局值班"])
async def test_the_opening_is_not_for_everybody(room: Room, name: str) -> None:
    await room.sit(name)
    answer = await room.client.get("/console/opening")
    assert answer.status == 403


async def test_without_the_chat_page_there_is_nobody_to_try_with(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        await room.sit("向东阳")
        form = {"form_token": await room.form_token(), "key": "k"}
        answer = await room.client.post("/console/opening/trial", data=form)
        assert answer.status == 404
        assert "还没有接渠道" in await page(room, "opening")
        assert await get(room, RosterChange, col(RosterChange.id) > 0) == []
