"""What can be done by hand at the emulated platform: a line of words for each deed.

People: `王大妈: 下水道堵了` speaks to the official account, `kf 高叔: …` to customer service, `app guo: …`
by the app, `robot guo: …` to the robot, `robot 网格群 guo: @哨到 …` in a group of members, `bridge 邻里群
wang: …` in a group that only the archive reads. Instead of words: `王大妈 follow grid_G101`, `王大妈 scan
grid_G101`, `王大妈 click 查进度`, `王大妈 leave`, `kf 高叔 enter grid_G101`, `app guo press 我来办`, `kf 高叔 tap 已解决`, and
`photo` for everybody who can send one.

Knobs: `knob custom/send 45015` (the next call of that path fails so; also `http 500`, `slow 8`,
`garbage`, `hangs`, `lost`), `revoke`, `expire`, `untrusted`, `trusted`, `kick`, `die`, `revive`,
`hold wecom`, `release wecom` (in another order), `forged wecom`, `stale wecom`, `storm 7`, `well`.
"""

from datetime import timedelta

from tests.platform.hosts import Host
from tests.platform.people import Resident, RobotStaff, Staff, Writer, resident, staff, writer
from tests.platform.screens import Screen
from tests.platform.troubles import Trouble
from tests.platform.weather import LOST_ANSWER, storm
from tests.platform.world import Platform

STALE = timedelta(minutes=20)

_Person = Resident | Writer | Staff | RobotStaff


async def obey(platform: Platform, line: str) -> Screen | None:
    """The deed is done; gives the screen of whoever did it. Raises AssertionError for nonsense."""
    deed, _, words = line.strip().replace("：", ":", 1).partition(":")
    said, asked = words.strip(), deed.split()
    if said:
        return await _speaks(platform, asked, said)
    return None if await _turned(platform, asked) else await _does(platform, asked)


# ---- people --------------------------------------------------------------------------------


async def _speaks(platform: Platform, who: list[str], words: str) -> Screen:
    match who:
        case ["bridge", group, name]:
            await platform.gateway.hands_in(group, (name, name), words)
            return platform.gateway.chat(group)
        case ["robot", group, userid]:
            screen = platform.robot.chat(group, is_group=True)
            await _tells(platform, group, userid, words)
            return screen
        case _:
            person = _found(platform, who)
            await person.says(words)
            return person.screen


async def _tells(platform: Platform, chat: str, userid: str, words: str) -> None:
    heard = {"content": words}
    if platform.socket.live is None:
        await platform.callbacks.says(chat, userid, "text", heard)
    else:
        body = platform.robot.heard(chat, userid, "text", heard)
        await platform.socket.tell("aibot_msg_callback", body)


async def _does(platform: Platform, asked: list[str]) -> Screen:
    marks = {"click", "press", "tap", "photo", "follow", "scan", "leave", "enter"}
    at = next((number for number, word in enumerate(asked) if word in marks), 0)
    assert at, __doc__
    person, what = _found(platform, asked[:at]), " ".join(asked[at + 1 :])
    match asked[at], person:
        case "press", Staff() | RobotStaff():
            await person.presses(what)
        case "tap", Resident() | Writer():
            await person.taps(what)
        case "photo", Resident() | Writer() | Staff():
            await person.sends_picture()
        case "click" | "follow" | "scan" | "leave", Resident():
            await _at_the_account(person, asked[at], what)
        case "enter", Writer():
            await person.enters(scene_param=what)
        case _:
            raise AssertionError(__doc__)
    return person.screen


async def _at_the_account(person: Resident, deed: str, what: str) -> None:
    match deed:
        case "click":
            await person.clicks(what)
        case "follow":
            await person.follows(what)
        case "scan":
            await person.scans(what)
        case _:
            await person.leaves()


def _found(platform: Platform, who: list[str]) -> _Person:
    match who:
        case ["app", userid]:
            return staff(platform, userid)
        case ["robot", userid]:
            return RobotStaff(platform, userid, is_called=platform.socket.live is None)
        case ["kf", name]:
            return writer(platform, name, name)
        case [name]:
            return resident(platform, name)
        case _:
            raise AssertionError(__doc__)


# ---- knobs ---------------------------------------------------------------------------------


async def _turned(platform: Platform, asked: list[str]) -> bool:
    match asked:
        case ["knob", path, *how]:
            for host in _hosts(platform):
                host.knobs.next(path, trouble(how))
        case ["hold" | "release" | "forged" | "stale" as how, name] if name in platform.lines:
            await _callbacks(platform, how, name)
        case ["storm", seed]:
            storm(platform, int(seed))
        case [one]:
            return await _all_of_it(platform, one)
        case _:
            return False
    return True


async def _all_of_it(platform: Platform, asked: str) -> bool:
    desks = [platform.account.stable, *platform.company.desks.values()]
    match asked:
        case "revoke" | "expire":
            for desk in desks:
                desk.revoke() if asked == "revoke" else desk.expire()
        case "trusted" | "untrusted":
            platform.account.is_trusted = platform.company.is_trusted = asked == "trusted"
        case "well":
            for host in _hosts(platform):
                host.knobs.all_well()
        case _:
            return await _on_the_line(platform, asked)
    return True


async def _on_the_line(platform: Platform, asked: str) -> bool:
    match asked:
        case "kick":
            await platform.socket.kick()
        case "die":
            platform.socket.die()
        case "revive":
            await platform.socket.revive()
        case _:
            return False
    return True


async def _callbacks(platform: Platform, how: str, name: str) -> None:
    line = platform.lines[name]
    match how:
        case "hold":
            line.held = []
        case "release":
            await line.release()
        case "forged":
            await line.push("<xml></xml>", forged=True)
        case _:
            await line.push("<xml></xml>", age=STALE)


def trouble(how: list[str]) -> Trouble:
    """What the next call meets, as the line of words says it. Raises AssertionError."""
    match how:
        case ["http", status]:
            return Trouble(status=int(status))
        case ["slow", seconds]:
            return Trouble(seconds=float(seconds))
        case ["garbage"]:
            return Trouble(status=200, body=b"<html>busy</html>")
        case ["hangs"]:
            return Trouble(hangs_up=True)
        case ["lost"]:
            return LOST_ANSWER
        case [code] if code.lstrip("-").isdigit():
            return Trouble(code=int(code))
        case _:
            raise AssertionError(__doc__)


def _hosts(platform: Platform) -> tuple[Host, ...]:
    return platform.official_host, platform.wecom_host, platform.gateway.host
