"""What tests of the console do on its pages: forms are sent off, rows are looked at."""

from typing import Any

from sqlmodel import select

from tests.service.webchat_room import Room


async def send(room: Room, path: str, **given: str) -> str:
    """A form of a page is sent off, with everything the page puts into it."""
    form = {"form_token": await room.form_token(), "key": "k1"} | given
    answer = await room.client.post(f"/console/{path}", data=form)
    text = await answer.text()
    assert answer.status == 200, text
    return text


async def get(room: Room, table: Any, *where: Any) -> Any:
    return await room.db.read(lambda s: s.exec(select(table).where(*where)).all())
