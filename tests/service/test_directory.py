"""Staff and their accounts: read from tables, asked of the platform, shown first, all or nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from bot.channels.wecom.names import Seen
from bot.commands import USER_ERRORS, cli
from bot.directory.asking import ask_platform
from bot.directory.errors import DirectoryError
from bot.directory.plan import Told, by_name, changes, clashes
from bot.directory.table import read_table, write_form
from storage.county.noting import masked_phone
from storage.db import Database
from storage.staff import StaffMember, list_staff
from tests.platform.wecom.company import NAME as HOST
from tests.service.wecom_room import Room, a_room, some_settings

GUO = StaffMember(1, "郭网格", "13800000001", ("东关一格",))
CLERK = StaffMember(2, "城管局值班", "", ("城管局",), "cg")
LI = StaffMember(3, "李梅", "13800000003", ("住建局",))
OTHER_LI = StaffMember(4, "李梅", "", ("教体局",))
STAFF = (GUO, CLERK, LI, OTHER_LI)


def table(path: Path, head: Sequence[object], *rows: Sequence[object]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["通讯录"])
    for row in (head, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "人员.xlsx"


# ---- tables ----------------------------------------------------------------------------------


def test_our_own_form_is_read_back_as_it_was_written(path: Path) -> None:
    path.write_bytes(write_form(STAFF))
    found = read_table(path, STAFF)
    assert found.problems == []
    assert found.others == 0
    assert changes(STAFF, found.told) == []


def test_a_filled_form_binds_by_number_whatever_the_row(path: Path) -> None:
    path.write_bytes(write_form(STAFF))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["F3"], sheet["F6"], sheet["G4"] = "GuoWG", "limei2", "离职"
    book.save(path)
    found = changes(STAFF, read_table(path, STAFF).told)
    assert [(one.member.name, one.user_id) for one in found] == [
        ("郭网格", "guowg"),
        ("城管局值班", ""),
        ("李梅", "limei2"),
    ]
    assert found[2].member.person_id == 4


def test_an_address_book_binds_staff_and_lets_all_others_be(path: Path) -> None:
    head = ("姓名", "帐号", "职务", "部门", "手机")
    rows = [
        ("郭网格", "guo", "", "全县/东关一格", 13800000001.0),
        ("李梅", "lm1", "", "全县/住建局", "+86 13800000003"),
        ("李梅", "lm2", "", "全县/教体局", ""),
        ("李梅", "lm3", "", "全县/文旅局", ""),
        ("王大妈", "wang", "", "东关小区", "13900000000"),
        (None, None, None, None, None),
    ]
    found = read_table(table(path, head, *rows), STAFF)
    assert {(one.person_id, one.user_id) for one in found.told} == {
        (1, "guo"),
        (3, "lm1"),
        (4, "lm2"),
    }
    assert (found.others, found.problems) == (2, [])


def test_every_bad_cell_is_named(path: Path) -> None:
    head = ("编号", "姓名", "手机号", "企业微信账号")
    rows = [
        ("1", "郭网格", "138", "guo"),
        ("2", "王五", "", "cg"),
        ("9", "赵六", "", "zhao"),
        ("", "李梅", "", "li"),
        ("3", "李梅", "", "李梅"),
    ]
    found = read_table(table(path, head, *rows), STAFF)
    cells = [one.partition("：")[0] for one in found.problems]
    assert cells == ["C3", "B4", "A5", "B6", "D7"]


def test_what_is_no_table_is_refused(path: Path) -> None:
    for content in (b"", b"not a table", b"PK\x03\x04broken"):
        path.write_bytes(content)
        with pytest.raises(DirectoryError, match="不是完整的"):
            read_table(path, STAFF)
    with pytest.raises(DirectoryError, match="表头"):
        read_table(table(path, ("一", "二"), ("三", "四")), STAFF)
    with pytest.raises(DirectoryError, match="打不开"):
        read_table(path.with_name("没有.xlsx"), STAFF)


# ---- the plan --------------------------------------------------------------------------------


def test_what_cannot_be_is_named() -> None:
    assert clashes(STAFF, [Told(1, "guo"), Told(2, "cg2")]) == []
    assert clashes(STAFF, [Told(1, "cg"), Told(2, "guo")]) == []
    twice = clashes(STAFF, [Told(1, "a", where="第3行"), Told(1, "b", where="第9行")])
    assert twice == ["郭网格写了两次：第3行、第9行"]
    (shared,) = clashes(STAFF, [Told(1, "cg", where="第3行")])
    assert "郭网格（第3行）" in shared
    assert "城管局值班" in shared


def test_a_line_shows_no_whole_number() -> None:
    (change,) = changes(STAFF, [Told(1, "guo", "13811112222")])
    assert change.line() == "  郭网格（东关一格）：账号 guo，手机号 138****0001 → 138****2222"
    assert masked_phone("") == ""


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ([Seen("lm", "李梅", ("青河县", "住建局"))], {3: "lm"}),
        ([Seen("lm", "李梅", ("住建局",)), Seen("lm9", "李梅", ("住建局",))], {}),
        ([Seen("lm", "李梅", ("文旅局",))], {}),
        ([Seen("cg", "李梅", ("住建局",))], {}),
        ([Seen("a", "李梅", ("青河县住建局",)), Seen("b", "李梅", ("教体局",))], {3: "a", 4: "b"}),
        ([Seen("lm", "李梅", ("",))], {}),
    ],
)
def test_a_name_alone_binds_nobody(members: list[Seen], found: dict[int, str]) -> None:
    assert {one.person_id: one.user_id for one in by_name(STAFF, members)} == found


# ---- asking the platform ---------------------------------------------------------------------


@pytest.fixture
async def room(county_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(county_url, tmp_path / "media") as found:
        yield found


async def asked(room: Room, known: Sequence[StaffMember]) -> dict[int, str | None]:
    settings = some_settings(api_base=room.platform.base(HOST))
    told = await ask_platform(settings, room.db, known)
    return {one.person_id: None if one.has_left else one.user_id for one in told}


async def test_the_platform_is_asked_by_number_then_by_name_and_unit(room: Room) -> None:
    company = room.platform.company
    company.units |= {2: "住建局", 3: "教体局"}
    company.member("Guo", "别的名字").phone = GUO.phone
    company.member("lm3", "李梅").departments = [2]
    company.member("lm4", "李梅").departments = [3]
    company.member("cg", "城管局值班")
    assert await asked(room, STAFF) == {1: "guo", 3: "lm3", 4: "lm4"}
    assert room.platform.wecom_host.calls["/qyapi.weixin.qq.com/cgi-bin/user/getuserid"] == 2


async def test_whoever_left_or_was_disabled_is_found_out(room: Room) -> None:
    assert await asked(room, [CLERK]) == {2: None}
    room.platform.company.member("cg").is_disabled = True
    assert await asked(room, [CLERK]) == {2: None}
    room.platform.company.member("cg").is_disabled = False
    assert await asked(room, [CLERK]) == {}


async def test_a_platform_that_refuses_says_what_to_mend(room: Room) -> None:
    room.platform.company.is_trusted = False
    with pytest.raises(DirectoryError, match="可信IP"):
        await asked(room, STAFF)


# ---- the command -----------------------------------------------------------------------------


def accounts(url: str) -> dict[str, str]:
    async def read() -> list[StaffMember]:
        db = Database.open(url)
        try:
            return await db.read(lambda session: list_staff(session, "wecom"))
        finally:
            await db.close()

    return {one.name: one.user_id for one in asyncio.run(read()) if one.user_id}


def test_the_command_shows_first_and_then_writes(
    county_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", county_url)
    run = CliRunner()
    assert "还没有企业微信账号" in run.invoke(cli, ["directory"]).stdout
    assert run.invoke(cli, ["directory", "--form", str(path)]).exit_code == 0
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row = next(n for n in range(3, sheet.max_row + 1) if sheet[f"C{n}"].value == "郭网格")
    sheet[f"F{row}"], sheet[f"E{row}"] = "guo", 13812345678
    book.save(path)
    shown = run.invoke(cli, ["directory", str(path), "--dry-run"]).stdout
    assert "会改 1 人" in shown
    assert "账号 guo" in shown
    assert accounts(county_url) == {}
    assert "改了 1 人" in run.invoke(cli, ["directory", str(path)]).stdout
    assert accounts(county_url) == {"郭网格": "guo"}
    assert "改了 0 人" in run.invoke(cli, ["directory", str(path)]).stdout


def test_a_table_with_one_bad_cell_writes_nothing(
    county_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", county_url)
    head = ("姓名", "企业微信账号", "手机号")
    table(path, head, ("郭网格", "guo", ""), ("城管局值班", "城管", ""))
    refused = CliRunner().invoke(cli, ["directory", str(path)]).exception
    assert isinstance(refused, DirectoryError)
    assert isinstance(refused, USER_ERRORS)
    assert refused.problems[0].startswith("B4：")
    assert accounts(county_url) == {}


def test_without_settings_nobody_is_asked(county_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_DATABASE_URL", county_url)
    refused = CliRunner().invoke(cli, ["directory", "--online"]).exception
    assert "GRIDWHISTLE_WECOM__" in str(refused)
