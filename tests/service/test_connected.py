"""Which channels a service has: those that its settings name."""

import pytest

from bot.connected import connected
from bot.loops import Loops
from bot.metrics import Metrics
from bot.settings import SettingsError, load
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.tree import load_categories
from storage.clock import SystemClock
from storage.db import Database
from tests.fakes import DeafReader

CORP = {
    "CORP_ID": "ww1",
    "AGENT_ID": "1000002",
    "SECRET": "s",
    "TOKEN": "tok",
    "AES_KEY": "a" * 43,
}
KF = {"SECRET": "s", "TOKEN": "tok", "AES_KEY": "a" * 43, "OPEN_KFID": "wkX"}
SOCKET = {"BOT_ID": "b", "SECRET": "s"}
CALLBACK = {"BOT_ID": "b", "MODE": "callback", "TOKEN": "tok", "AES_KEY": "a" * 43}


@pytest.fixture
def loops(sqlite_database: Database) -> Loops:
    source = WorldSource(Policy(), load_categories(), lambda _names: DeafReader())
    return Loops(sqlite_database, SystemClock(), source, Metrics())


def named(monkeypatch: pytest.MonkeyPatch, **rooms: dict[str, str]) -> None:
    for room, values in rooms.items():
        for name, value in values.items():
            monkeypatch.setenv(f"GRIDWHISTLE_{room}__{name}", value)


def test_customer_service_and_the_robot_are_connected_when_they_are_named(
    monkeypatch: pytest.MonkeyPatch, loops: Loops
) -> None:
    named(monkeypatch, WECOM=CORP, WECOM_KF=KF, WECOM_AIBOT=SOCKET)
    channels = connected(load(), loops)
    assert {one.name for one in channels} >= {"wecom", "wecom_kf", "wecom_aibot"}
    paths = [route.path for one in channels for route in one.routes()]
    assert "/callback/wecom-kf" in paths
    assert "/callback/wecom-aibot" not in paths


def test_a_robot_in_callback_mode_has_an_address_and_needs_no_corporation(
    monkeypatch: pytest.MonkeyPatch, loops: Loops
) -> None:
    named(monkeypatch, WECOM_AIBOT=CALLBACK)
    channels = connected(load(), loops)
    assert {one.name for one in channels} == {"sms", "group_robot", "wecom_aibot"}
    assert "/callback/wecom-aibot" in [r.path for one in channels for r in one.routes()]


@pytest.mark.parametrize(
    ("rooms", "words"),
    [
        ({"WECOM_KF": KF}, "GRIDWHISTLE_WECOM__"),
        ({"WECOM": CORP, "WECOM_KF": {**KF, "OPEN_KFID": "X"}}, "wk 开头"),
        ({"WECOM": CORP, "WECOM_KF": {**KF, "AES_KEY": "short"}}, "43位"),
        ({"WECOM": CORP, "WECOM_KF": {**KF, "TOKEN": "t t"}}, "Token"),
        ({"WECOM": CORP, "WECOM_KF": {**KF, "SECRET": ""}}, "Secret"),
        ({"WECOM_AIBOT": {"BOT_ID": "b"}}, "SECRET"),
        ({"WECOM_AIBOT": {"BOT_ID": "b", "MODE": "callback"}}, "AES_KEY"),
        ({"WECOM_AIBOT": {**SOCKET, "BOT_ID": "b b"}}, "Bot ID"),
        ({"WECOM_AIBOT": {**SOCKET, "SECRET": "s s"}}, "Secret"),
        ({"WECOM_AIBOT": {**SOCKET, "SOCKET_URL": "https://x"}}, "wss://"),
        ({"WECOM_AIBOT": {**CALLBACK, "TOKEN": ""}}, "Token"),
        ({"WECOM_AIBOT": {**CALLBACK, "AES_KEY": "a"}}, "43位"),
        ({"WECOM_AIBOT": {**SOCKET, "MODE": "smoke"}}, "MODE"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_in_chinese(
    monkeypatch: pytest.MonkeyPatch, rooms: dict[str, dict[str, str]], words: str
) -> None:
    named(monkeypatch, **rooms)
    with pytest.raises(SettingsError) as caught:
        load()
    assert words in str(caught.value)
