"""A golden conversation with a language model that votes: what leaves the house stands in it too.

`pytest tests/service/test_language_model_scene.py --rewrite` writes it anew.
"""

import re
from pathlib import Path

import pytest

from tests.service.language_model_room import a_room, vote_for
from tests.transcripts.chat import Playing, read_chat

_SCENE = Path(__file__).parents[1] / "transcripts" / "language_model" / "unsure_words.txt"


async def test_the_conversation_goes_as_written(
    county_url: str, request: pytest.FixtureRequest
) -> None:
    chat = read_chat(_SCENE)
    async with a_room(county_url) as room:
        room.clock.set(chat.lines[0].at)
        room.model.says += [vote_for("streetlight"), vote_for(None), vote_for("live_wire")]
        played = await Playing(room.loops, room.clock).play(chat)
    played = re.sub(r"draft:\d+:\d+\(language_model\)", "语言模型", played)
    if request.config.getoption("--rewrite"):
        _SCENE.write_text(played, encoding="utf-8")
    assert played == _SCENE.read_text(encoding="utf-8")
