"""The people on the platform, as they act: they speak, tap, press, photograph, and read.

`await wang.says("…")` comes back when the platform has brought it to us. What came to them is on
their `screen`.
"""

from dataclasses import dataclass
from typing import Any

from tests.platform.kf.desk import Customer
from tests.platform.official_account.account import Follower
from tests.platform.reading import Json
from tests.platform.screens import Received, Screen
from tests.platform.wecom.cards import keys_of
from tests.platform.wecom.company import Member
from tests.platform.world import Platform

PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 4 + b"\xff\xd9"
VOICE = b"#!AMR\n" + bytes(range(64)) * 8


@dataclass
class Resident:
    """A resident who follows the official account."""

    platform: Platform
    person: Follower

    @property
    def screen(self) -> Screen:
        return self.person.screen

    async def follows(self, scene: str = "") -> None:
        """The account is followed, perhaps by scanning the code on the wall."""
        fields = {"EventKey": f"qrscene_{scene}", "Ticket": "gQH/="} if scene else {"EventKey": ""}
        await self.platform.speaking.event(self.person, "subscribe", fields)

    async def scans(self, scene: str) -> None:
        """A follower scans the code on the wall."""
        fields = {"EventKey": scene, "Ticket": "gQH/="}
        await self.platform.speaking.event(self.person, "SCAN", fields)

    async def clicks(self, key: str) -> None:
        """An item of the account's own menu is tapped, behind which stands this key."""
        await self.platform.speaking.event(self.person, "CLICK", {"EventKey": key})

    async def leaves(self) -> None:
        """The account is followed no more."""
        await self.platform.speaking.event(self.person, "unsubscribe", {"EventKey": ""})

    async def says(self, words: str, **how: Any) -> None:
        await self.platform.speaking.message(self.person, "text", {"Content": words}, **how)

    async def sends_picture(self, content: bytes = PICTURE) -> None:
        media_id = self.platform.account.shelf.put("image", content)
        fields = {"PicUrl": "http://mmbiz.qpic.cn/mmbiz_jpg/x/0", "MediaId": media_id}
        await self.platform.speaking.message(self.person, "image", fields)

    async def speaks(self, words: str | None, content: bytes = VOICE) -> None:
        """A voice message; with recognition switched on its words come along."""
        media_id = self.platform.account.shelf.put("voice", content)
        fields = {"MediaId": media_id, "Format": "amr", "Recognition": words}
        await self.platform.speaking.message(self.person, "voice", fields)

    async def sends_place(self, latitude: float, longitude: float, label: str) -> None:
        where = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label}
        await self.platform.speaking.message(self.person, "location", where)

    async def agrees(self, template_id: str) -> None:
        """One more notice by this template, or all that will come, at the window that asks."""
        await self.platform.notices.asked(self.person, template_id, agrees=True)

    async def declines(self, template_id: str) -> None:
        """No more notices by this template, in the account's own settings."""
        await self.platform.notices.asked(self.person, template_id, agrees=False)

    async def taps(self, words: str) -> None:
        """The item with these words, on the newest menu that has it, is tapped."""
        for message in reversed(self.screen.messages):
            for item in message.body.get("msgmenu", {}).get("list", []):
                if item["content"] == words:
                    await self.platform.speaking.tap(self.person, item["id"], words)
                    return
        raise AssertionError(f"no menu says {words!r}: {self.screen.read}")


@dataclass
class Writer:
    """A resident who writes to customer service."""

    platform: Platform
    person: Customer

    @property
    def screen(self) -> Screen:
        return self.person.screen

    async def enters(self, scene: str = "", scene_param: str = "") -> None:
        """The chat is opened, by a link that may tell from where."""
        more: dict[str, str] = {"scene": scene, "scene_param": scene_param}
        code = self.platform.desk.welcome_code(self.person)
        if code is not None:
            more["welcome_code"] = code
        await self.platform.syncing.event(self.person, "enter_session", more)

    async def says(self, words: str, **how: Any) -> None:
        await self.platform.syncing.says(self.person, "text", {"content": words}, **how)

    async def sends_picture(self, content: bytes = PICTURE) -> None:
        media_id = self.platform.company.shelf.put("image", content)
        await self.platform.syncing.says(self.person, "image", {"media_id": media_id})

    async def taps(self, words: str) -> None:
        """The item with these words, on the newest menu that has it, is tapped."""
        for message in reversed(self.screen.messages):
            for item in message.body.get("msgmenu", {}).get("list", []):
                click = item.get("click", {})
                if click.get("content") == words:
                    said = {"content": words, "menu_id": click.get("id", "")}
                    await self.platform.syncing.says(self.person, "text", said)
                    return
        raise AssertionError(f"no menu says {words!r}: {self.screen.read}")


@dataclass
class Staff:
    """Somebody who works here, with the app on the phone."""

    platform: Platform
    person: Member

    @property
    def screen(self) -> Screen:
        return self.person.screen

    async def says(self, words: str, **how: Any) -> None:
        await self.platform.pressing.message(self.person, "text", {"Content": words}, **how)

    async def sends_picture(self, content: bytes = PICTURE) -> None:
        media_id = self.platform.company.shelf.put("image", content)
        fields = {"PicUrl": "http://p.qpic.cn/pic_wework/x/0", "MediaId": media_id}
        await self.platform.pressing.message(self.person, "image", fields)

    def card(self, button: str) -> tuple[Received, str, str]:
        """The newest card with this button: the message, the card's task and the button's key."""
        for message in reversed(self.screen.messages):
            card = message.body.get("template_card", {})
            for one in card.get("button_list", []):
                if one["text"] == button and one.get("key") in keys_of(card):
                    return message, card["task_id"], one["key"]
        raise AssertionError(
            f"{self.person.userid} has no card with {button!r}: {self.screen.read}"
        )

    async def presses(self, button: str) -> None:
        """The button with these words, on the newest card that has it, is pressed."""
        _, task_id, key = self.card(button)
        await self.platform.pressing.press(self.person, task_id, key)


@dataclass
class RobotStaff:
    """Somebody who works here and speaks with the robot, one to one."""

    platform: Platform
    userid: str
    is_called: bool = False

    @property
    def screen(self) -> Screen:
        return self.platform.robot.chat(self.userid)

    async def says(self, words: str) -> None:
        await self._tell("text", {"content": words})

    async def sends_picture(self, content: bytes = PICTURE) -> None:
        await self._tell("image", self.platform.sealed_files.put(content))

    async def presses(self, button: str) -> None:
        """The button with these words, on the newest card that has it, is pressed."""
        robot = self.platform.robot
        task_id, key = robot.card(self.userid, button)
        pressed = robot.pressed(self.userid, task_id, key)
        if self.is_called:
            calls = self.platform.callbacks
            await calls.event(self.userid, self.userid, "template_card_event", pressed)
            return
        event = robot.event(self.userid, self.userid, "template_card_event", pressed)
        await self.platform.socket.tell("aibot_event_callback", event)

    async def _tell(self, kind: str, content: Json) -> None:
        if self.is_called:
            await self.platform.callbacks.says(self.userid, self.userid, kind, content)
            return
        heard = self.platform.robot.heard(self.userid, self.userid, kind, content)
        await self.platform.socket.tell("aibot_msg_callback", heard)


def resident(platform: Platform, openid: str) -> Resident:
    """A resident who is known to the account by this id."""
    return Resident(platform, platform.account.follower(openid))


def writer(platform: Platform, external_userid: str, name: str = "") -> Writer:
    """A resident who is known to customer service by this id."""
    person = platform.desk.customer(external_userid)
    person.name = name
    return Writer(platform, person)


def staff(platform: Platform, userid: str, name: str = "") -> Staff:
    """A member of the company."""
    return Staff(platform, platform.company.member(userid, name))
