"""Who sees what at the console: the same as in chat, whoever looks and however they ask."""

import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from handlers.loading.situations import load_directory, load_views
from handlers.permissions import CIRCLES, admission, avoid_tags, may_see
from handlers.reach import reach_of
from handlers.situation import Speaker
from storage import queue
from storage.codes import CaseState, Level, ReportKind, Urgency, WhistleRole, WhistleState
from storage.queue import Wanted
from storage.tables.case import Case, Report, Whistle
from storage.tables.person import Person
from storage.tables.region import Department, Region
from tests.service.test_console import fill, page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

EVERY_KIND = (
    "县值班", "城关值班", "郭网格", "王建社", "城管局值班", "燃气公司值班", "梅志远", "裴静",
)  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


def scatter(session: Session) -> None:
    """Cases of every kind at every place, in every hand; the same in every run."""
    dice = random.Random(7)
    regions = [r for r in session.exec(select(Region.id)) if r] + [None]
    departments = [d for d in session.exec(select(Department.id)) if d]
    people = [p for p in session.exec(select(Person.id)) if p]
    near = [p for p in session.exec(select(Person.id).where(col(Person.name).in_(EVERY_KIND))) if p]
    leaves = [*CIRCLES, *["sewer_blockage"] * 6]
    for number in range(1000, 1300):
        who = dice.choice(near)
        tags = dice.choice([[], [], [], [admission(who)], [*avoid_tags([who], [])]])
        case = Case(
            county_id=1, number=number, leaf=dice.choice(leaves), title="一件事", tags=tags,
            region_id=dice.choice(regions), urgency=Urgency.U2, state=CaseState.REGISTERED,
            level=dice.choice(list(Level)), is_confidential=dice.random() < 0.4,
            owner_id=dice.choice([None, who]), opened_at=TUESDAY,
        )  # fmt: skip
        session.add(case)
        session.flush()
        of: dict[str, Any] = {"county_id": 1, "case_id": case.id}
        for department in dice.sample(departments, 2):
            session.add(
                Whistle(
                    **of, department_id=department, role=WhistleRole.CO_HANDLER,
                    state=dice.choice(list(WhistleState)), whistled_at=TUESDAY,
                    report_in_due_at=TUESDAY,
                )
            )  # fmt: skip
        told = dice.choice([*near, *people])
        kind = dice.choice(list(ReportKind))
        session.add(Report(**of, person_id=told, kind=kind, reported_at=TUESDAY))


@pytest.mark.parametrize("name", EVERY_KIND)
async def test_a_list_holds_exactly_what_may_be_seen_case_by_case(room: Room, name: str) -> None:
    await room.db.tx(scatter)

    def compare(session: Session) -> tuple[list[int], list[int]]:
        directory = load_directory(session)
        person = next(p for p in directory.staff.values() if p.name == name)
        speaker = Speaker(person, directory.posts_held(person.id, TUESDAY))
        cases = list(session.exec(select(Case).order_by(col(Case.id).desc())))
        allowed = [
            v.case.number for v in load_views(session, cases) if may_see(speaker, v, directory)
        ]
        own = reach_of(speaker, directory)
        listed = queue.list_page(session, own, Wanted(), None, 1000)
        return allowed, [one.number for one in listed]

    allowed, listed = await room.db.read(compare)
    assert listed == allowed
    assert 0 < len(allowed) < 300


# ---- six roles, and what each does not see ----------------------------------------------------

MAY_NOT: list[tuple[str, dict[str, Any]]] = [
    ("郭网格", {"region": "G201"}),  # another grid
    ("郭网格", {"leaf": "domestic_violence"}),
    ("王建社", {"region": "G201"}),  # another village
    ("王建社", {"leaf": "village_affairs"}),
    ("城关值班", {"region": "G201"}),  # another township
    ("城关值班", {"leaf": "official_conduct"}),
    ("城管局值班", {}),  # not whistled
    ("梅志远", {"leaf": "crime_tip"}),  # a leader, outside of the circle
    ("高叔", {}),  # a resident
]


@pytest.mark.parametrize(("name", "changes"), MAY_NOT)
async def test_what_is_not_theirs_is_on_no_page(
    room: Room, name: str, changes: dict[str, Any]
) -> None:
    case_id = await put_case(room, title="不该看到的", **changes)
    await fill(room, case_id)
    if name == "高叔":
        answer = await room.client.post(
            "/console/seat", data={"person": str(await room.person(name))}
        )
        assert answer.status == 404
        return
    await room.sit(name)
    for path in ("", "?which=all", "?q=101", "?q=不该看到的", "letters"):
        assert "#00101" not in await (await room.client.get(f"/console/{path}")).text()
    assert "归您看" in await page(room, "cases/101", 404)
    await page(room, "stream", 404, of="101")
    token = await room.form_token()
    form = {"form_token": token, "move": "note", "key": "k", "note": "看看"}
    answer = await room.client.post("/console/cases/101/move", data=form)
    assert answer.status == 404


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("郭网格", "trouble"),
        ("郭网格", "accounts"),
        ("城管局值班", "trouble"),
        ("县值班", "accounts"),
        ("梅志远", "accounts"),
    ],
)
async def test_a_room_that_is_not_theirs_stays_shut(room: Room, name: str, path: str) -> None:
    await room.sit(name)
    assert "没有权限" in await page(room, path, 403)
    assert f'href="/console/{path}"' not in await page(room, "")


async def test_a_department_sees_the_door_and_the_number_once_it_has_reported_in(
    room: Room,
) -> None:
    case_id = await put_case(room, place="3号楼2单元501室")

    def whistle(session: Session, come: Any = None) -> None:
        bureau = session.exec(select(Department.id).where(col(Department.name) == "城管局")).one()
        session.add(
            Whistle(
                county_id=1, case_id=case_id, department_id=bureau or 0, role=WhistleRole.LEAD,
                whistled_at=TUESDAY, report_in_due_at=TUESDAY, reported_in_at=come,
            )
        )  # fmt: skip
        gao = session.exec(select(Person.id).where(col(Person.name) == "高叔")).one()
        words = "打我电话13800001111"
        told = Report(
            county_id=1, case_id=case_id, person_id=gao or 0, kind=ReportKind.OPENED,
            words=words, reported_at=TUESDAY,
        )  # fmt: skip
        session.add(told)

    await room.db.tx(whistle)
    await room.sit("城管局值班")
    before = await page(room, "cases/101")
    assert "501室" not in before.split("基本情况")[1]
    assert "13800001111" not in before
    await room.db.tx(lambda session: whistle(session, TUESDAY))
    after = await page(room, "cases/101")
    assert "501室" in after
    assert "13800001111" in after
