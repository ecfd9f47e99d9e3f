"""Whatever is thrown at a callback is refused: no 5xx, no fault in the log, nothing stored."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.platform.forms import Call
from tests.platform.fuzz.room import Room, a_room
from tests.platform.fuzz.throwing import spoilt, well_sealed

QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
NAMES = st.sampled_from(["official-account", "wecom", "wecom-kf", "wecom-aibot", "bridge"])
LETTERS = st.text(max_size=50)
QUERIES = st.dictionaries(
    st.sampled_from(
        ["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type", "openid"]
    ),
    LETTERS | st.just("1776128700"),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


@pytest.fixture
def room(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    entering = a_room(tmp_path_factory.mktemp("fuzz"))
    yield runner.run(_entered(entering))
    runner.run(_left(entering))


async def _entered(entering: object) -> Room:
    return await entering.__aenter__()  # type: ignore[attr-defined, no-any-return]


async def _left(entering: object) -> None:
    await entering.__aexit__(None, None, None)  # type: ignore[attr-defined]


def _quiet(done: int, statuses: Counter[int]) -> None:
    pass


def test_spoilt_callbacks_are_refused_and_nothing_of_them_is_kept(
    runner: asyncio.Runner, room: Room
) -> None:
    for name in room.names:
        found = runner.run(spoilt(room, name, 400, _quiet))
        assert found.is_good, (found, found.faults[:3])
        assert set(found.statuses) <= {400, 403, 413}


def test_spoilt_words_in_a_perfect_seal_never_break_us(runner: asyncio.Runner, room: Room) -> None:
    for name in room.names:
        found = runner.run(well_sealed(room, name, 200, _quiet))
        assert found.is_good, (found, found.faults[:3])


def _headers(query: dict[str, str]) -> dict[str, str]:
    """The same guesses for where the bridge looks."""
    guesses = {"Timestamp": query.get("timestamp"), "Signature": query.get("msg_signature")}
    return {f"X-Gridwhistle-{name}": said for name, said in guesses.items() if said is not None}


def test_nothing_at_all_gets_through_by_guessing(runner: asyncio.Runner, room: Room) -> None:
    @QUIET
    @given(name=NAMES, query=QUERIES, body=st.binary(max_size=400) | LETTERS.map(str.encode))
    def guess(name: str, query: dict[str, str], body: bytes) -> None:
        if name in room.names:
            call = Call(query, body, headers=_headers(query))
            assert 400 <= runner.run(room.throw(name, call)) < 500
            assert 400 <= runner.run(room.throw(name, Call(query, b""), "GET")) < 500

    guess()
    assert runner.run(room.stored()) == 0
    assert room.heard.faults == []
