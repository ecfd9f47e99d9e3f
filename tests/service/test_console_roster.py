"""The roster at the console: who may look and change, what a change does at once, what is never shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from handlers.loading.situations import load_directory
from storage.codes import Role, RosterAct
from storage.tables.account import Account, SignIn
from storage.tables.conversation import ChatGroup, Conversation
from storage.tables.person import Person, Post
from storage.tables.region import Department, Region
from storage.tables.roster import RosterChange
from tests.service.console_room import get, send
from tests.service.test_console import page
from tests.service.webchat_room import TUESDAY, Room, open_room

PAGES = ("roster", "roster/people", "roster/groups", "roster/departments", "roster/import")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("向东阳")  # the administrator
        yield opened


async def region_id(room: Room, code: str) -> int:
    found = await get(room, Region, col(Region.code) == code)
    return int(found[0].id)


async def names_at(room: Room, code: str) -> list[str]:
    """Who is asked about the grid now, first to be asked first."""

    def find(session: Session) -> list[str]:
        directory = load_directory(session)
        region = directory.region_coded(code)
        assert region is not None
        return [one.name for one in directory.grid_team(region.id, TUESDAY)]

    return await room.db.read(find)


async def post_of(room: Room, name: str, role: Role) -> Post:
    person = await room.person(name)
    found = await get(room, Post, col(Post.person_id) == person, col(Post.role) == role)
    post: Post = found[0]
    return post


# ---- who may come in ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["郭网格", "城管局值班", "王建社", "卓文清"])
async def test_only_those_who_keep_the_roster_come_in(room: Room, path: str, name: str) -> None:
    await room.sit(name)
    answer = await room.client.get(f"/console/{path}")
    assert answer.status == 403


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["向东阳", "县值班", "城关值班"])
async def test_those_who_keep_it_find_every_page(room: Room, path: str, name: str) -> None:
    await room.sit(name)
    assert "名册" in await page(room, path)


async def test_a_township_sees_its_own_villages_and_nothing_beside(room: Room) -> None:
    await room.sit("城关值班")
    text = await page(room, "roster")
    assert "东街社区" in text
    assert "北岭" not in text
    other = await region_id(room, "T3")
    await page(room, "roster", 404, at=str(other))
    people = await page(room, "roster/people", q="县值班")
    assert "没有这样的人" in people


async def test_a_form_from_elsewhere_changes_nothing(room: Room) -> None:
    form = {"key": "k", "name": "路人甲", "role": "网格员", "seat": "G101"}
    answer = await room.client.post("/console/roster/people", data=form)
    assert answer.status == 403
    form |= {"form_token": await room.form_token()}
    other = {"Sec-Fetch-Site": "cross-site"}
    answer = await room.client.post("/console/roster/people", data=form, headers=other)
    assert answer.status == 403
    assert await get(room, Person, col(Person.name) == "路人甲") == []


async def test_telephones_show_only_their_ends_in_lists(room: Room) -> None:
    guo = (await get(room, Person, col(Person.name) == "郭网格"))[0]
    text = await page(room, "roster/people", q="郭网格")
    assert guo.phone not in text
    assert "****" in text
    assert guo.phone in await page(room, f"roster/people/{guo.id}")
    await room.sit("城关值班")
    cadre = await room.person("县值班")
    await page(room, f"roster/people/{cadre}", 404)


# ---- what changes -------------------------------------------------------------------------------


async def test_somebody_new_has_work_at_once(room: Room) -> None:
    text = await send(
        room, "roster/people", name="新来的", phone="13800000009", role="网格员", seat="G101"
    )
    assert "已办" in text
    assert "新来的" in await names_at(room, "G101")
    notes = await get(room, RosterChange, col(RosterChange.act) == RosterAct.ADDED)
    assert [one.subject for one in notes] == ["新来的", "新来的，东关家属院网格员"]
    assert {one.by_id for one in notes} == {await room.person("向东阳")}


async def test_a_form_sent_twice_adds_one(room: Room) -> None:
    for _ in range(2):
        await send(room, "roster/people", name="新来的", role="网格员", seat="G101")
    assert len(await get(room, Person, col(Person.name) == "新来的")) == 1


async def test_what_is_wrong_is_said_and_nothing_is_written(room: Room) -> None:
    text = await send(room, "roster/people", name="新来的", role="网格员", seat="东街")
    assert "没有办成" in text
    text = await send(room, "roster/people", key="k2", name="新来的", role="网格员", seat="T1")
    assert "网格员只能在网格" in text
    assert await get(room, Person, col(Person.name) == "新来的") == []


async def test_a_township_appoints_below_itself_only(room: Room) -> None:
    await room.sit("城关值班")
    text = await send(room, "roster/people", key="a", name="甲", role="网格员", seat="G101")
    assert "已办" in text
    for key, role, seat in (
        ("b", "网格员", "G301"), ("c", "县值班", ""), ("d", "乡镇（街道）值班", "T1"),
        ("e", "民警", "V11"),
    ):  # fmt: skip
        text = await send(room, "roster/people", key=key, name="乙", role=role, seat=seat)
        assert "没有办成" in text, role
    assert await get(room, Person, col(Person.name) == "乙") == []


async def test_the_centre_gives_nobody_a_post_of_the_county(room: Room) -> None:
    await room.sit("县值班")
    text = await send(room, "roster/people", key="a", name="乙", role="管理员", seat="")
    assert "不归您管" in text
    text = await send(room, "roster/people", key="b", name="乙", role="部门经办人", seat="城管局")
    assert "已办" in text


async def test_whoever_leaves_gets_no_work_and_is_signed_out(room: Room) -> None:
    guo = await room.person("郭网格")

    def sign_in(session: Session) -> None:
        session.add(
            Account(
                county_id=1, person_id=guo, name="郭网格", password_hash="x", created_at=TUESDAY,
                changed_at=TUESDAY,
            )
        )  # fmt: skip
        session.add(
            SignIn(
                county_id=1, person_id=guo, token_hash="t", begun_at=TUESDAY, seen_at=TUESDAY
            )
        )  # fmt: skip

    await room.db.tx(sign_in)
    post = await post_of(room, "郭网格", Role.GRID_MEMBER)
    assert "已办" in await send(room, f"roster/posts/{post.id}/end")
    assert "郭网格" not in await names_at(room, "G101")
    assert (await get(room, Account, col(Account.person_id) == guo))[0].closed_at is not None
    assert (await get(room, SignIn, col(SignIn.token_hash) == "t"))[0].ended_at is not None
    assert (await get(room, Post, col(Post.person_id) == guo))[0].ended_at is not None
    assert "郭网格" in await page(room, "roster/changes")


async def test_a_stand_in_works_while_somebody_is_away_and_not_after(room: Room) -> None:
    post = await post_of(room, "郭网格", Role.GRID_MEMBER)
    path = f"roster/posts/{post.id}/away"
    given = {"from": "2026-04-14", "until": "2026-04-16", "stand_in": "陈桂芝"}
    text = await send(room, path, back=f"/console/roster/people/{post.person_id}", **given)
    assert "陈桂芝替班" in text
    assert (await names_at(room, "G101"))[0] == "陈桂芝"
    text = await send(room, path, key="k2", back_at_work="1")
    assert "回来上岗了" in text
    assert (await names_at(room, "G101"))[0] == "郭网格"
    acts = [one.act for one in await get(room, RosterChange)]
    assert acts == [RosterAct.AWAY, RosterAct.BACK]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"from": "2026-04-16", "until": "2026-04-14"}, "最后一天早于第一天"),
        ({"from": "昨天"}, "日期没有填对"),
        ({"from": "2026-04-14", "stand_in": "没这个人"}, "名册里没有没这个人"),
        ({"from": "2026-04-14", "stand_in": "郭网格"}, "就是本人，不能替班"),
    ],
)
async def test_an_absence_that_cannot_be_is_not_written(
    room: Room, given: dict[str, str], told: str
) -> None:
    post = await post_of(room, "郭网格", Role.GRID_MEMBER)
    assert told in await send(room, f"roster/posts/{post.id}/away", **given)
    assert (await post_of(room, "郭网格", Role.GRID_MEMBER)).absent_from is None


async def test_an_absence_elsewhere_is_not_a_townships_business(room: Room) -> None:
    post = await post_of(room, "县值班", Role.COUNTY_DUTY)
    await room.sit("城关值班")
    text = await send(room, f"roster/posts/{post.id}/away", **{"from": "2026-04-14"})
    assert "不归您管" in text
    assert (await post_of(room, "县值班", Role.COUNTY_DUTY)).absent_from is None


async def test_a_region_gets_another_name_and_goes_on_being_itself(room: Room) -> None:
    before = await region_id(room, "G101")
    given = {"code": "G101", "level": "网格", "name": "东关大院", "parent": "V11"}
    await send(room, "roster/regions", **given, aliases="东关院、家属院、东关家属院")
    text = await page(room, "roster", q="东关大院")
    assert "东关大院" in text
    assert await region_id(room, "G101") == before
    note = (await get(room, RosterChange))[0]
    assert "名称：东关家属院 → 东关大院" in note.details


async def test_a_region_with_people_does_not_end(room: Room) -> None:
    given = {"code": "G101", "level": "网格", "name": "东关家属院", "state": "结束"}
    text = await send(room, "roster/regions", **given)
    assert "还不能结束" in text
    assert (await get(room, Region, col(Region.code) == "G101"))[0].ended_at is None


async def test_a_department_that_is_renamed_keeps_its_people_and_its_group(room: Room) -> None:
    before = (await get(room, Department, col(Department.name) == "城管局"))[0].id
    text = await send(
        room, "roster/departments", was="城管局", name="城市管理局", aliases="城管、城管局"
    )
    assert "已办" in text
    after = (await get(room, Department, col(Department.name) == "城市管理局"))[0]
    assert after.id == before
    text = await page(room, f"roster/departments/{before}")
    assert "城管局值班" in text


async def test_a_responsibility_list_is_what_is_ticked(room: Room) -> None:
    one = (await get(room, Department, col(Department.name) == "供电公司"))[0]
    form = {"form_token": await room.form_token(), "key": "k", "leaf": "noise"}
    answer = await room.client.post(f"/console/roster/departments/{one.id}/duties", data=form)
    assert answer.status == 200
    after = (await get(room, Department, col(Department.name) == "供电公司"))[0]
    assert after.responsibilities == ["noise"]


async def test_a_group_nobody_entered_is_shown_until_it_is_bound(room: Room) -> None:
    def hear(session: Session) -> None:
        session.add(Conversation(county_id=1, channel="bridge", chat_id="room-42"))

    await room.db.tx(hear)
    assert "还没有登记的群" in await page(room, "roster/groups")
    given = {"id": "room-42", "name": "新群", "kind": "居民群", "seat": "G101", "channel": "网关"}
    await send(room, "roster/groups", **given)
    assert "还没有登记的群" not in await page(room, "roster/groups")
    kept = await room.db.read(
        lambda s: s.exec(select(ChatGroup).where(col(ChatGroup.external_id) == "room-42")).one()
    )
    assert kept.region_id == await region_id(room, "G101")
    await send(room, "roster/groups", key="k2", **given, state="结束")
    assert "没有这样的群" in await page(room, "roster/groups", q="新群")
    assert (await get(room, ChatGroup, col(ChatGroup.external_id) == "room-42"))[0].ended_at
