"""The residents' page: one's own matter by number and code, and nothing for anybody else."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.lookup.pages import COOKIE
from storage import lookups
from storage.codes import CaseState, ReportKind, WhistleRole, WhistleState
from storage.tables.case import Case, Report, Whistle
from storage.tables.lookup import LookupCode
from storage.tables.person import Person
from storage.tables.region import Department
from tests.service.console_room import get
from tests.service.test_console import put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

WRONG = "编号和查询码对不上"
PRIVATE = ("王大妈", "高叔", "郭网格", "13812345678", "502室", "12号院", "2单元")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


async def told(room: Room, number: int = 101, person: str = "王大妈", **changes: Any) -> str:
    """A case that this person told of; gives their code."""
    case_id = await put_case(room, number, **changes)
    teller = await room.person(person)

    def add(session: Session) -> str:
        session.add(
            Report(
                county_id=1, case_id=case_id, person_id=teller, kind=ReportKind.OPENED,
                words="我是王大妈,12号院2单元502室门口下水道堵了,电话13812345678,郭网格知道",
                reported_at=TUESDAY,
            )
        )  # fmt: skip
        return lookups.give(session, session.get_one(Case, case_id), teller, TUESDAY)

    return await room.db.tx(add)


async def enter(room: Room, code: str, number: str = "#00101") -> tuple[int, str]:
    form = {"number": number, "code": code}
    answer = await room.client.post("/progress", data=form)
    return answer.status, await answer.text()


def other(codes: Iterable[str]) -> str:
    """A code that nobody was given."""
    return next(c for n in range(99) if (c := f"{n:08}") not in {x.replace(" ", "") for x in codes})


async def test_number_and_code_open_ones_own_matter_and_nothing_in_it_points_to_a_person(
    room: Room,
) -> None:
    code = await told(
        room, place="东关家属院3号楼2单元502室", progress="郭网格到了,高叔家12号院的井盖打开了",
        progressed_at=TUESDAY, result="已由郭网格请人疏通,联系13812345678", answered_at=TUESDAY,
        state=CaseState.ANSWERED,
    )  # fmt: skip
    status, text = await enter(room, code)
    assert status == 200
    assert "下水道堵塞" in text
    assert "请人疏通" in text
    assert "您当时说的" in text
    assert [word for word in PRIVATE if word in text] == []


async def test_it_is_told_who_handles_it_and_by_when(room: Room) -> None:
    code = await told(room)

    def whistle(session: Session) -> None:
        named = select(Department.id).where(col(Department.name) == "城管局")
        session.add(
            Whistle(
                county_id=1, case_id=session.exec(select(Case.id)).one() or 0,
                department_id=session.exec(named).one() or 0, role=WhistleRole.LEAD,
                state=WhistleState.REPORTED_IN, whistled_at=TUESDAY, report_in_due_at=TUESDAY,
                reported_in_at=TUESDAY,
            )
        )  # fmt: skip

    await room.db.tx(whistle)
    _, text = await enter(room, code)
    assert "<dd>城管局</dd>" in text
    assert "<dd>今天14:05</dd>" in text
    assert "城管局接手了" in text


async def test_a_code_is_good_once_and_the_page_closes_after_half_an_hour(room: Room) -> None:
    code = await told(room)
    assert (await enter(room, code))[0] == 200
    assert "下水道堵塞" in await (await room.client.get("/progress/mine")).text()
    assert (await enter(room, code))[0] == 400
    room.clock.ahead = timedelta(minutes=31)
    answer = await room.client.get("/progress/mine", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/progress")


async def test_whoever_is_done_closes_the_page_for_the_next_one_at_the_telephone(
    room: Room,
) -> None:
    _, text = await enter(room, await told(room))
    assert (await room.client.post("/progress/leave", data={"form_token": "x"})).status == 403
    token = re.search(r'name="form_token" value="([0-9a-f]{64})"', text)
    assert token is not None
    cookie = next(c.value for c in room.client.session.cookie_jar if c.key == COOKIE)
    await room.client.post("/progress/leave", data={"form_token": token[1]})
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    answer = await room.client.get("/progress/mine", headers=headers, allow_redirects=False)
    assert answer.status == 302


async def test_wrong_number_wrong_code_used_and_old_code_are_answered_alike(room: Room) -> None:
    code = await told(room)
    wrong = other([code])
    answers = [await enter(room, wrong), await enter(room, wrong, "999"), await enter(room, "")]
    room.clock.ahead = lookups.EXPIRES_AFTER
    answers.append(await enter(room, code))
    bare = {(status, re.sub(r'value="[^"]*"', "", text)) for status, text in answers}
    assert len(bare) == 1
    assert WRONG in bare.pop()[1]


async def test_a_code_opens_no_other_matter(room: Room) -> None:
    code = await told(room)
    await told(room, 102, "高叔")
    assert (await enter(room, code, "102"))[0] == 400


async def test_after_ten_wrong_tries_the_code_is_good_for_nothing_whoever_tried(
    room: Room,
) -> None:
    code = await told(room)

    def guess(session: Session) -> bool:
        return any(
            lookups.use(session, (1, 101), "wrong", f"token {n}", TUESDAY)
            for n in range(lookups.MOST_WRONG)
        )

    assert not await room.db.tx(guess)
    assert (await enter(room, code))[0] == 400


async def test_tries_are_counted_by_matter_whether_it_is_there_or_not(room: Room) -> None:
    for number in ("555", "101"):
        statuses = [(await enter(room, "1", number))[0] for _ in range(11)]
        assert set(statuses[:9]) == {400}
        assert statuses[-1] == 429


async def test_of_what_is_told_in_confidence_the_page_says_only_that_somebody_cares(
    room: Room,
) -> None:
    code = await told(room, leaf="domestic_violence", title="家里的事", is_confidential=True)
    _, text = await enter(room, code)
    assert "按保密办理，有专人联系您" in text
    assert "家里的事" not in text
    assert "下水道" not in text


async def test_who_took_the_report_back_sees_it_no_longer(room: Room) -> None:
    code = await told(room)

    def undo(session: Session) -> None:
        report = session.exec(select(Report)).one()
        report.undone_at = TUESDAY
        session.add(report)

    await room.db.tx(undo)
    answer = await room.client.post("/progress", data={"number": "101", "code": code})
    assert answer.url.path == "/progress"


async def test_the_page_leaves_no_trace_and_carries_no_script(room: Room) -> None:
    code = await told(room)
    await enter(room, code)
    for path in ("/progress", "/progress/mine", "/progress/poster"):
        answer = await room.client.get(path)
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", text)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)
        assert "width=device-width" in text
    cookie = next(c for c in room.client.session.cookie_jar if c.key == COOKIE)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/progress")


async def test_a_form_of_another_site_is_refused(room: Room) -> None:
    code = await told(room)
    headers = {"Sec-Fetch-Site": "cross-site"}
    form = {"number": "101", "code": code}
    answer = await room.client.post("/progress", data=form, headers=headers)
    assert answer.status == 403
    assert [one.used_at for one in await get(room, LookupCode)] == [None]


async def test_whoever_is_forgotten_has_no_code(room: Room) -> None:
    code = await told(room)
    person_id = await room.person("王大妈")
    await room.db.tx(lambda s: lookups.forget(s, person_id))
    assert (await enter(room, code))[0] == 400
    assert await get(room, Person, col(Person.id) == person_id)
