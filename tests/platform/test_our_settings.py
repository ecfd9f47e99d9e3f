"""`check-settings` against the whole platform: every channel is tried, what is wrong is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.settings import Settings, WebSettings
from bot.trying import try_all
from storage.clock import SystemClock
from tests.platform.asking import settings_of
from tests.platform.world import Platform

ROBOT = "robot-key-1"
WELL = "试过了，没有问题。"


@dataclass
class Office:
    """The platform, a running service, and the settings that somebody checks beside it."""

    platform: Platform
    given: dict[str, Any]

    async def said(self, section: str = "", **changes: Any) -> dict[str, str]:
        """What is said about every channel when these settings are checked."""
        given = dict(self.given)
        if section:
            given[section] = {**given[section], **changes}
        found = await try_all(Settings(**given))
        return {name: words for name, _, words in (str(one).partition("：") for one in found)}


@asynccontextmanager
async def an_office(url: str, folder: Path, mode: str = "socket") -> AsyncIterator[Office]:
    platform = Platform(SystemClock())
    await platform.start()
    platform.robots.group(ROBOT)
    robots = folder / "robots.yaml"
    base = platform.base("qyapi.weixin.qq.com")
    robots.write_text(f"城管局工作群: {base}/cgi-bin/webhook/send?key={ROBOT}\n", encoding="utf-8")
    given: dict[str, Any] = {
        **settings_of(platform, robot_mode=mode),
        "group_robots": {"file": robots},
        "database_url": url,
        "media_dir": folder,
        "sms_file": folder / "sms",
    }
    service = await build(Settings(**given, web=WebSettings(port=0)))
    ours = await service.start()
    platform.call(ours)
    try:
        yield Office(platform, {**given, "web": WebSettings(public_url=ours)})
    finally:
        await service.drain()
        await service.stop()
        await platform.stop()


@pytest.fixture
async def office(county: Path, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(f"sqlite:///{county}", tmp_path) as found:
        yield found


async def test_where_all_is_well_every_channel_is_said_to_work(
    office: Office, tmp_path: Path
) -> None:
    await office.platform.socket.subscribed.wait()
    said = await office.said()
    assert said.pop("智能机器人").startswith("长连接正由运行中的服务拿着")
    several = {"公众号", "企业微信应用", "微信客服", "客户群", "接入口"}
    assert set(said) == several | {"群机器人“城管局工作群”"}
    assert set(said.values()) == {WELL}
    assert office.platform.socket.counted["aibot_subscribe"] == 1  # nobody was pushed off the line
    assert office.platform.robots.groups[ROBOT].messages == []
    assert office.platform.gateway.chats == {}


async def test_a_robot_in_callback_mode_is_tried_at_its_address(
    county: Path, tmp_path: Path
) -> None:
    async with an_office(f"sqlite:///{county}", tmp_path, "callback") as office:
        assert (await office.said())["智能机器人"] == WELL
        said = await office.said("wecom_aibot", token="anotherToken")
        assert "Token、AES_KEY" in said["智能机器人"]


@pytest.mark.parametrize(
    ("section", "changes", "channel", "words"),
    [
        ("official_account", {"app_secret": "another" * 4}, "公众号", "AppSecret 不对"),
        ("official_account", {"app_id": "wx0000000000000000"}, "公众号", "AppID 不对"),
        ("wecom", {"secret": "another" * 4}, "企业微信应用", "Secret 不对"),
        ("wecom", {"corp_id": "ww00"}, "企业微信应用", "企业ID不对"),
        ("wecom", {"agent_id": 1000099}, "企业微信应用", "AgentId 不对"),
        ("wecom", {"customer_secret": "another" * 4}, "客户群", "Secret 不对"),
        ("wecom_kf", {"secret": "another" * 4}, "微信客服", "Secret 不对"),
        ("wecom_kf", {"open_kfid": "wkOther"}, "微信客服", "OPEN_KFID"),
        ("bridge", {"secret": "another-secret-of-nobody"}, "接入口", "密钥和正在运行的服务不一样"),
        ("bridge", {"out_url": "http://127.0.0.1:9/out"}, "接入口", "对方网关连不上"),
    ],
)
async def test_what_is_wrong_is_told_with_the_way_to_mend_it(
    office: Office, section: str, changes: dict[str, Any], channel: str, words: str
) -> None:
    said = await office.said(section, **changes)
    assert words in said[channel]
    others = {name: line for name, line in said.items() if line != WELL and name != channel}
    assert set(others) <= {"智能机器人"} | (
        {"微信客服", "客户群"} if "corp_id" in changes else set()
    )
    assert not any(str(one) in said[channel] for one in changes.values() if "secret" in changes)


async def test_an_address_that_is_not_trusted_and_a_missing_right_are_told(office: Office) -> None:
    office.platform.wecom_host.knobs.next("/kf/account/list", 48002)
    office.platform.robots.disabled.add(ROBOT)
    said = await office.said()
    assert "没有调用这个接口的权限" in said["微信客服"]
    assert "已被停用" in said["群机器人“城管局工作群”"]
    office.platform.company.is_trusted = office.platform.account.is_trusted = False
    said = await office.said()
    for channel, words in (("企业微信应用", "企业可信IP"), ("公众号", "IP白名单")):
        assert words in said[channel]
        assert "203.0.113.7" in said[channel]


async def test_a_robot_that_nobody_holds_is_tried_on_the_line(
    office: Office, tmp_path: Path
) -> None:
    elsewhere = {"database_url": f"sqlite:///{tmp_path / 'none' / 'at-all.db'}"}
    idle = Office(office.platform, {**office.given, **elsewhere})
    assert (await idle.said())["智能机器人"] == WELL
    said = (await idle.said("wecom_aibot", secret="another" * 4))["智能机器人"]
    assert "请核对 Bot ID 和 Secret" in said
    said = (await idle.said("wecom_aibot", socket_url="ws://127.0.0.1:9/none"))["智能机器人"]
    assert "连不上" in said
