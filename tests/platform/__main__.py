"""`python -m tests.platform`: WeChat by hand, without WeChat.

Prints the settings with which `gridwhistle serve` speaks to it, then carries out one line after
another, people and knobs, as `tests/platform/by_hand.py` tells (an empty line prints it). What
anybody receives is printed as it comes.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from storage.clock import SystemClock
from tests.platform.asking import environment, settings_of
from tests.platform.by_hand import obey
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
            screen = await obey(platform, line)
        except AssertionError as error:
            print(f"! {error}")
            continue
        if screen is not None and screen.owner not in watched:
            watched[screen.owner] = asyncio.create_task(_watch(screen))
    await platform.stop()


async def _watch(screen: Screen) -> None:
    shown = 0
    while True:
        for message in await screen.after(shown):
            print(f"  → {screen.owner} [{message.kind}] {message.words}")
            shown += 1


if __name__ == "__main__":
    raise SystemExit(main())
