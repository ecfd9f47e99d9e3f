"""`python -m tests.platform`: WeChat by hand, without WeChat.

Prints the settings with which `gridwhistle serve` speaks to it, then carries out one line after
another: `王大妈: 下水道堵了` (official account), `kf 高叔: …` (customer service), `app guo: …` and
`app guo press 接单` (members), `knob custom/send 45015` (the next call fails so), `revoke`, `kick`.
What anybody receives is printed as it comes.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from storage.clock import SystemClock
from tests.platform.asking import environment, settings_of
from tests.platform.people import Resident, Staff, Writer, resident, staff, writer
from tests.platform.screens import Screen
from tests.platform.world import Platform


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.platform", description=__doc__)
    parser.add_argument("--port", type=int, default=9009, help="where both hosts listen")
    parser.add_argument("--ours", default="http://127.0.0.1:8080", help="the service to call")
    parser.add_argument("--robot", choices=["socket", "callback"], default="socket")
    asyncio.run(_serve(parser.parse_args(arguments)))
    return 0


async def _serve(asked: argparse.Namespace) -> None:
    platform = Platform(SystemClock())
    await platform.start(asked.port)
    platform.call(asked.ours)
    for name, value in environment(settings_of(platform, robot_mode=asked.robot)).items():
        print(f"export {name}='{value}'")
    watched: dict[str, asyncio.Task[None]] = {}
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            screen = await _obey(platform, line.strip())
        except AssertionError as error:
            print(f"! {error}")
            continue
        if screen is not None and screen.owner not in watched:
            watched[screen.owner] = asyncio.create_task(_watch(screen))
    await platform.stop()


async def _obey(platform: Platform, line: str) -> Screen | None:
    who, _, words = line.replace("：", ":", 1).partition(":")
    match who.split():
        case ["revoke"]:
            platform.account.stable.revoke()
            platform.company.revoke()
        case ["kick"]:
            await platform.socket.kick()
        case ["knob", path, code]:
            for host in (platform.official_host, platform.wecom_host):
                host.knobs.next(path, int(code))
        case _:
            return await _speak(platform, who.split(), words.strip())
    return None


async def _speak(platform: Platform, who: list[str], words: str) -> Screen | None:
    person: Resident | Writer | Staff
    match who:
        case ["app", userid, "press", button]:
            await staff(platform, userid).presses(button)
            return None
        case ["app", userid]:
            person = staff(platform, userid)
        case ["kf", name]:
            person = writer(platform, name, name)
        case [name]:
            person = resident(platform, name)
        case _:
            print(f"! {__doc__}")
            return None
    await person.says(words)
    return person.screen


async def _watch(screen: Screen) -> None:
    shown = 0
    while True:
        for message in await screen.after(shown):
            print(f"  → {screen.owner} [{message.kind}] {message.words}")
            shown += 1


if __name__ == "__main__":
    raise SystemExit(main())
