"""A roster handed in as Excel: shown first, every bad cell by its address, landed whole or not at all."""

import io
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
from aiohttp import FormData
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, col, select

from handlers.loading.situations import load_directory
from storage.codes import Level
from storage.tables.person import Person, Post
from storage.tables.region import Department, Region
from storage.tables.roster import RosterChange
from tests.service.console_room import get
from tests.service.sheet_room import saved
from tests.service.webchat_room import TUESDAY, Room, open_room

REGIONS = ("级别", "名称", "上级", "代码", "户数", "别名", "状态")
PEOPLE = ("姓名", "手机号", "岗位", "地区或部门", "次序", "状态")
GROUPS = ("群名", "类型", "地区或部门", "渠道", "群号")
DEPARTMENTS = ("部门", "种类", "所在地区", "别名")
DUTIES = ("部门", "事项", "状态")

Sheets = Mapping[str, Sequence[Sequence[object]]]
GOOD: Sheets = {
    "地区": [REGIONS, ("乡镇", "西河镇", "", "", "", ""), ("村", "王庄村", "西河镇"),
             ("网格", "王庄一组", "西河镇/王庄村", "", 120, "一组、北头")],
    "部门": [DEPARTMENTS, ("西河派出所", "公安", "西河镇", "")],
    "权责清单": [DUTIES, ("西河派出所", "噪声扰民、盗窃治安")],
    "人员": [PEOPLE, ("王新", 13800000001, "网格员", "王庄一组"),
             ("王新", 13800000001, "村干部", "王庄村"),
             ("李新", "13800000002", "部门经办人", "西河派出所")],
    "群": [GROUPS, ("王庄一组邻里群", "居民群", "王庄一组", "网关", "room-9")],
}  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("向东阳")
        yield opened


def a_book(sheets: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


async def hand_in(room: Room, content: bytes) -> str:
    """The file is chosen and sent off; gives the page that shows what it would do."""
    form = FormData()
    form.add_field("form_token", await room.form_token())
    form.add_field("file", content, filename="名册.xlsx")
    answer = await room.client.post("/console/roster/import", data=form)
    text = await answer.text()
    assert answer.status == 200, text
    return text


async def confirm(room: Room, text: str, **changes: str) -> str:
    """The button under a preview is pressed."""
    given = dict(re.findall(r'name="(file|digest|plan)" value="([^"]*)"', text))
    given |= {"form_token": await room.form_token(), **changes}
    answer = await room.client.post("/console/roster/land", data=given)
    return await answer.text()


def cells(text: str) -> list[str]:
    found = re.search(r'class="lines faults">(.*?)</ol>', text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


async def count(room: Room) -> tuple[int, ...]:
    return tuple([len(await get(room, t)) for t in (Region, Department, Person, Post)])


# ---- landing ------------------------------------------------------------------------------------


async def test_a_file_is_shown_first_and_lands_when_it_is_confirmed(room: Room) -> None:
    before = await count(room)
    text = await hand_in(room, a_book(GOOD))
    assert cells(text) == []
    assert "网格王庄一组（G" in text
    assert await count(room) == before
    done = await confirm(room, text)
    assert "已导入" in done
    assert "地区新增 3" in done
    assert await count(room) == (before[0] + 3, before[1] + 1, before[2] + 2, before[3] + 3)

    def look(session: Session) -> tuple[list[str], list[str], tuple[str, ...]]:
        directory = load_directory(session)
        group = directory.group_at("bridge", "room-9")
        assert group is not None
        team = [one.name for one in directory.grid_team(group.region_id, TUESDAY)]
        way = [one.name for one in directory.lineage(group.region_id)]
        police = directory.department_called("西河派出所")
        assert police is not None
        return team, way, tuple(police.responsibilities)

    team, way, duties = await room.db.read(look)
    assert team == ["王新"]
    assert way == ["王庄一组", "王庄村", "西河镇", "青河县"]
    assert set(duties) == {"noise", "theft_disorder"}


async def test_the_same_file_again_changes_nothing_and_doubles_nothing(room: Room) -> None:
    await confirm(room, await hand_in(room, a_book(GOOD)))
    before, notes = await count(room), len(await get(room, RosterChange))
    text = await hand_in(room, a_book(GOOD))
    assert "和名册里一样，没有要改的" in text
    assert "确认导入" not in text
    assert await count(room) == before
    assert len(await get(room, RosterChange)) == notes


async def test_what_was_fetched_and_edited_changes_only_that(room: Room) -> None:
    answer = await room.client.get("/console/roster/roster.xlsx")
    book = load_workbook(io.BytesIO(await answer.read()))
    sheet = book["人员"]
    row = next(r for r in sheet.iter_rows(min_row=3) if r[1].value == "郭网格")
    row[2].value = "13900000007"
    text = await hand_in(room, saved(book))
    assert cells(text) == []
    assert "139****0007" in text
    done = await confirm(room, text)
    assert "人员修改 1。" in done
    guo = (await get(room, Person, col(Person.name) == "郭网格"))[0]
    assert guo.phone == "13900000007"


async def test_what_is_marked_as_ended_ends_and_what_is_left_out_stays(room: Room) -> None:
    rows = [PEOPLE, ("郭网格", "", "网格员", "东关家属院", "", "离任")]
    text = await hand_in(room, a_book({"人员": rows}))
    assert "文件里没有" in text
    await confirm(room, text)
    guo = await room.person("郭网格")
    held = await get(room, Post, col(Post.person_id) == guo)
    assert [one.ended_at is not None for one in held] == [True]
    assert await get(room, Post, col(Post.ended_at).is_(None))


async def test_the_template_is_understood_and_its_examples_are_left_alone(room: Room) -> None:
    answer = await room.client.get("/console/roster/template.xlsx")
    assert answer.status == 200
    assert "spreadsheetml" in answer.headers["Content-Type"]
    text = await hand_in(room, await answer.read())
    assert cells(text) == []
    assert "文件里只有示例" in text


async def test_posts_kinds_places_and_states_can_be_chosen_from_a_list(room: Room) -> None:
    """In the template, and in the roster as it stands, where places go by their whole way."""
    for path in ("template", "roster"):
        answer = await room.client.get(f"/console/roster/{path}.xlsx")
        book = load_workbook(io.BytesIO(await answer.read()))
        offered = {
            sheet.title: len(sheet.data_validations.dataValidation) for sheet in book.worksheets
        }
        assert offered == {
            "说明": 0, "事项类别": 0, "地区": 3, "部门": 4, "权责清单": 3, "人员": 3, "群": 5, "可选项": 0,
        }  # fmt: skip
        found = [cell.value for column in book["可选项"].columns for cell in column]
        assert {"乡镇", "网格员", "公安", "居民群", "结束", "是"} <= set(found)
        assert ("城关街道/东街社区/东关家属院" in found) is (path == "roster")


# ---- bad cells ----------------------------------------------------------------------------------

BAD: Sheets = {
    "地区": [REGIONS, ("组", "甲", "西河镇"), ("网格", "乙", "没有的村"), ("村", "", "城关街道"),
             ("网格", "丙", "东街社区", "坏 码"), ("网格", "丁", "东街社区", "", "很多")],
    "人员": [PEOPLE, ("张三", "138", "网格员", "东关家属院"), ("李四", "", "网格圆", "东关家属院"),
             ("王五", "", "网格员", "东街社区"), ("赵六", "", "部门经办人", "城管"),
             ("钱七", "", "部门经办人", "城官局"), ("", "", "网格员", "东关家属院"),
             ("孙八", "", "网格员", "东关家属院", "第一")],
    "权责清单": [DUTIES, ("城管局", "路灯不两")],
    "群": [GROUPS, ("甲群", "居民裙", "东关家属院"), ("乙群", "部门群", "没有的局")],
}  # fmt: skip


async def test_every_bad_cell_is_named_with_its_address_and_nothing_lands(room: Room) -> None:
    before = await count(room)
    text = await hand_in(room, a_book(BAD))
    told = cells(text)
    places = {re.match(r"“(.+?)”表 ([A-Z]+\d+)", one).groups() for one in told}  # type: ignore[union-attr]
    assert places == {
        ("地区", "A2"), ("地区", "C3"), ("地区", "B4"), ("地区", "D5"), ("地区", "E6"),
        ("权责清单", "B2"),
        ("人员", "B2"), ("人员", "C3"), ("人员", "D4"), ("人员", "D6"), ("人员", "A7"),
        ("人员", "E8"),
        ("群", "B2"), ("群", "C3"),
    }  # fmt: skip
    assert any("是不是想写“网格" in one for one in told)
    assert any("是不是想写“城管局”" in one for one in told)
    assert "确认导入" not in text
    forged = await confirm(room, text, file="1", digest="x", plan="y")
    assert "已导入" not in forged
    assert await count(room) == before


async def test_one_bad_cell_keeps_all_the_rest_out(room: Room) -> None:
    before = await count(room)
    bad = {**GOOD, "群": [GROUPS, ("王庄一组邻里群", "居民群", "王庄九组", "网关", "room-9")]}
    text = await hand_in(room, a_book(bad))
    assert len(cells(text)) == 1
    assert await count(room) == before


async def test_people_of_one_name_are_told_apart_by_telephone_or_asked_about(room: Room) -> None:
    rows = [
        PEOPLE,
        ("张伟", "13800000001", "网格员", "东关家属院"),
        ("张伟", "13800000002", "网格员", "新城嘉苑"),
    ]
    text = await hand_in(room, a_book({"人员": rows}))
    await confirm(room, text)
    assert len(await get(room, Person, col(Person.name) == "张伟")) == 2
    rows = [PEOPLE, ("张伟", "", "村干部", "东街社区")]
    (told,) = cells(await hand_in(room, a_book({"人员": rows})))
    assert told.startswith("“人员”表 B2：有 2 位张伟")


async def test_two_leads_of_one_grid_are_a_fault_of_the_new_one(room: Room) -> None:
    rows = [PEOPLE, ("张伟", "13800000001", "网格长", "阳光花园小区")]
    (told,) = cells(await hand_in(room, a_book({"人员": rows})))
    assert told.startswith("“人员”表 C2：")
    assert "名册里已有" in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a workbook", "xlsx"),
        (a_book({"别的": [("甲", "乙")]}), "没有要用的表"),
        (a_book({"人员": [("甲", "乙")]}), "找不到表头"),
        (a_book({"人员": [PEOPLE], "人员二": [PEOPLE]}), "有两张"),
    ],
)
async def test_what_is_no_roster_is_refused_with_a_sentence(
    room: Room, content: bytes, told: str
) -> None:
    assert told in await hand_in(room, content)


# ---- rights and timing --------------------------------------------------------------------------


async def test_a_township_lands_what_is_its_own_and_no_more(room: Room) -> None:
    await room.sit("城关值班")
    text = await hand_in(room, a_book(GOOD))
    assert any("不归您管" in one for one in cells(text))
    rows = [REGIONS, ("网格", "新家属院", "东街社区")]
    text = await hand_in(room, a_book({"地区": rows}))
    assert cells(text) == []
    assert "已导入" in await confirm(room, text)
    answer = await room.client.get("/console/roster/roster.xlsx")
    assert answer.status == 403


async def test_a_file_from_elsewhere_is_not_taken(room: Room) -> None:
    form = FormData()
    form.add_field("file", a_book(GOOD), filename="名册.xlsx")
    answer = await room.client.post("/console/roster/import", data=form)
    assert answer.status == 403


async def test_nobody_lands_the_file_of_somebody_else(room: Room) -> None:
    text = await hand_in(room, a_book(GOOD))
    await room.sit("县值班")
    before = await count(room)
    assert "不是您上传的" in await confirm(room, text)
    assert await count(room) == before


async def test_what_changed_meanwhile_is_shown_again_instead_of_landing(room: Room) -> None:
    text = await hand_in(room, a_book(GOOD))

    def meanwhile(session: Session) -> None:
        top = session.exec(select(Region).where(col(Region.code) == "QH")).one()
        session.add(
            Region(county_id=1, parent_id=top.id, level=Level.TOWNSHIP, code="T9", name="西河镇")
        )

    await room.db.tx(meanwhile)
    before = await count(room)
    assert "预览以后数据有变化" in await confirm(room, text)
    assert await count(room) == before
