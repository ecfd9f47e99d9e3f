"""The audit: whose tracks are found and how, and a history that somebody changed is noticed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.console.sign_in.command import appoint as give_account
from bot.console.sign_in.passwords import hashed
from storage.codes import AuditKind, CaseState, Move, Role
from storage.history import append_event
from storage.tables.audit import AuditEntry
from storage.tables.case import CaseEvent
from tests.service.console_room import get, send
from tests.service.test_console import page, put_case
from tests.service.webchat_room import TUESDAY, Room, open_room

ADMINISTRATOR = "向东阳"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit(ADMINISTRATOR)
        yield opened


async def test_who_looked_at_a_confidential_case_is_found_by_number_and_by_name(room: Room) -> None:
    await put_case(room, leaf="domestic_violence", title="家里的事", is_confidential=True)
    await room.sit("县值班")
    await page(room, "cases/101")
    await room.sit(ADMINISTRATOR)
    found = await page(room, "audit", source="looks", number="#00101", **days())
    assert "县值班" in found
    assert "#00101" in found
    assert "家里的事" not in found
    assert "没有这样的记录" in await page(room, "audit", source="looks", number="102", **days())
    assert "没有这样的记录" in await page(room, "audit", source="looks", who="郭网格", **days())


def days() -> dict[str, Any]:
    return {"first": "2026-04-01", "last": "2026-04-14"}


async def test_residents_cannot_be_looked_for(room: Room) -> None:
    await put_case(room)
    await room.sit("县值班")
    await send(room, "cases/101/move", move="note", note="问了一下")
    await room.sit(ADMINISTRATOR)
    assert "县值班" in await page(room, "audit", source="acts", **days())
    assert "没有这样的记录" in await page(room, "audit", source="acts", who="王大妈", **days())


async def test_vain_tries_to_sign_in_are_kept_with_where_they_came_from(room: Room) -> None:
    kept = hashed("青河-清水长流-2026")
    await room.db.tx(lambda s: give_account(s, ADMINISTRATOR, kept, TUESDAY))
    form = {"name": ADMINISTRATOR, "password": "wrong password", "next": "/console/"}
    assert (await room.client.post("/console/sign-in", data=form)).status == 401
    noted = await get(room, AuditEntry, AuditEntry.kind == AuditKind.SIGN_IN_FAILED)
    assert [one.details for one in noted] == ["从127.0.0.1"]


async def put_history(room: Room, number: int) -> None:
    case_id = await put_case(room, number)

    def add(session: Session) -> None:
        for note in ("登记", "看过了", "办好了"):
            append_event(
                session,
                CaseEvent(
                    county_id=1, case_id=case_id, position=0, at=TUESDAY, move=Move.NOTE, note=note,
                    actor_role=Role.BOT, to_state=CaseState.REGISTERED,
                ),
            )  # fmt: skip
            session.flush()

    await room.db.tx(add)


async def test_a_history_that_somebody_changed_in_the_database_is_found(room: Room) -> None:
    await put_history(room, 101)
    await put_history(room, 102)
    assert "没有被改过" in await send(room, "audit/check", number="")

    def forge(session: Session) -> None:
        event = session.exec(select(CaseEvent).where(col(CaseEvent.note) == "看过了")).first()
        assert event is not None
        event.note = "没人看过"
        session.add(event)

    await room.db.tx(forge)
    said = await send(room, "audit/check", number="")
    assert "有1件的经过对不上" in said
    assert "#00101" in said
    assert "没有被改过" in await send(room, "audit/check", number="102")
    kept = await get(room, AuditEntry, AuditEntry.kind == AuditKind.HISTORY_CHECKED)
    assert len(kept) == 3


@pytest.mark.parametrize("name", ["县值班", "城关值班", "郭网格", "城管局值班"])
async def test_the_audit_is_for_administrators_and_leaders_of_the_county(
    room: Room, name: str
) -> None:
    await room.sit(name)
    assert (await room.client.get("/console/audit")).status == 403
    form = {"form_token": await room.form_token(), "number": ""}
    assert (await room.client.post("/console/audit/check", data=form)).status == 403
    assert "留痕</a>" not in await page(room, "calendar")
