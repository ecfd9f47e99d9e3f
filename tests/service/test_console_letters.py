"""The console's ledger of letters and the file of each."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import docx
import pytest

from tests.service.paper_room import SUPERVISED, write_letters
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def test_the_ledger_shows_every_letter_with_its_state_and_its_file(room: Room) -> None:
    await room.db.tx(write_letters)
    answer = await room.client.get("/console/letters")
    text = await answer.text()
    for shown in (
        "督办单〔2026〕1号",
        "提示函〔2026〕1号",
        "警示函〔2026〕1号",
        "待签发",
        "梅志远",
    ):
        assert shown in text
    assert "/console/letters/2.docx" in text


async def test_a_ledger_without_letters_says_so(room: Room) -> None:
    assert "还没有函件" in await (await room.client.get("/console/letters")).text()


async def test_a_letter_is_saved_as_a_word_file_under_its_own_name(room: Room) -> None:
    await room.db.tx(write_letters)
    answer = await room.client.get("/console/letters/2.docx")
    assert answer.content_disposition is not None
    assert answer.content_disposition.filename == "督办单〔2026〕1号.docx"
    document = docx.Document(io.BytesIO(await answer.read()))
    told = "\n".join(c.text for row in document.tables[0].rows for c in row.cells)
    assert SUPERVISED in told
    assert (await room.client.get("/console/letters/99.docx")).status == 404
