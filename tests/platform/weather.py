"""Bad weather: the platform fails by chance, always in the same way for the same seed.

Calls are answered with "busy", with HTTP 500, with nonsense or late; where nothing is said to people,
connections break as well; the token is revoked just before a message. Callbacks come twice. The
gateway at the bridge loses answers too: it knows by the key what it has. The robot's line is taken
by others, left half alive, falls silent: after something was said or at a ping, for what is said
into a dead line is lost with any program.
"""

from random import Random

from tests.platform.aibot.socket import Gust, Gusts
from tests.platform.hosts import Host
from tests.platform.troubles import BUSY, Chance, Trouble
from tests.platform.world import Platform

SPEAKS = ("/message/custom/send", "/message/send", "/kf/send_msg")
ASKS = ("/stable_token", "/gettoken", "/kf/sync_msg", "/update_template_card", "/media/get")
PASSING = (
    Trouble(code=BUSY),
    Trouble(status=500),
    Trouble(status=200, body=b"<html>busy</html>"),
    Trouble(seconds=0.3),
)
GUSTS = (Gust.KICKED, Gust.KICKED, Gust.HALF_ALIVE, Gust.SILENT, Gust.SILENT, *[Gust.BUSY] * 4)
BROKEN = Trouble(hangs_up=True)
REVOKED = Trouble(revokes=True)
LOST_ANSWER = Trouble(hangs_up=True, is_done=True)


def storm(platform: Platform, seed: int, share: float = 0.2) -> None:
    """From now on everything fails now and then, and callbacks come twice."""
    for number, host in enumerate((platform.official_host, platform.wecom_host)):
        _stir(host, Random(f"{seed}-{number}"), share)
    platform.socket.gusts = Gusts(Random(f"{seed}-line"), 2 * share, list(GUSTS))
    odd = (*PASSING[1:], Trouble(status=429), BROKEN, LOST_ANSWER)
    by_gateway = Chance(Random(f"{seed}-gateway"), share, odd)
    platform.gateway.host.knobs.by_chance("/out", by_gateway)
    for name, line in platform.lines.items():
        line.random, line.repeats = Random(f"{seed}-{name}"), share
        line.seals_again = seed % 2 == 0


def _stir(host: Host, random: Random, share: float) -> None:
    for path in SPEAKS:
        host.knobs.by_chance(path, Chance(random, share, (*PASSING, REVOKED)))
    for path in ASKS:
        host.knobs.by_chance(path, Chance(random, share, (*PASSING, BROKEN)))
