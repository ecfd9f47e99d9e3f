"""Which channels a service hears and speaks by: those that its settings name."""

from collections.abc import Iterable, Iterator

from bot.channels.base import Channel
from bot.channels.group_robot.channel import GroupRobots
from bot.channels.platform.ground import Ground
from bot.channels.sms import FileSmsProvider, Sms
from bot.channels.vouching import Voucher, Vouching
from bot.channels.wecom_aibot.settings import AibotMode
from bot.loops import Loops
from bot.settings import Settings
from storage.clock import ShiftedClock, SystemClock


def connected(settings: Settings, loops: Loops) -> list[Channel]:
    """The channels that these settings ask for, not started yet; SMS and robots always are among them."""
    channels: list[Channel] = [Sms(FileSmsProvider(settings.sms_file, loops.clock))]
    accept = loops.inlet.accept
    if settings.demo and isinstance(loops.clock, ShiftedClock):
        # Each is loaded only where it is asked for: a service need not carry what it does not use.
        from bot.channels.webchat import WebChat  # noqa: PLC0415

        channels.append(WebChat(loops.db, accept, loops.clock, settings.media_dir, loops.settle))
    if settings.official_account is not None:
        # It brings 15 MB of libraries, which a service without the account need not carry.
        from bot.channels.official_account.channel import OfficialAccount  # noqa: PLC0415

        ground = _ground(settings, loops, OfficialAccount.name)
        channels.append(OfficialAccount(settings.official_account, ground))
    if settings.wecom is not None:
        from bot.channels.wecom.channel import WeCom  # noqa: PLC0415 (as above)

        ground = _ground(settings, loops, WeCom.name)
        channels.append(WeCom(settings.wecom, ground, loops.metrics))
    if settings.bridge is not None:
        from bot.channels.bridge.channel import Bridge  # noqa: PLC0415 (as above)

        channels.append(Bridge(settings.bridge, _ground(settings, loops, Bridge.name)))
    channels += _of_wecom(settings, loops)
    robots = settings.group_robots.robots if settings.group_robots else {}
    channels.append(GroupRobots(robots, _ground(settings, loops, GroupRobots.name)))
    if settings.language_model is not None:
        from bot.channels.language_model.channel import LanguageModel  # noqa: PLC0415 (as above)

        channels.append(LanguageModel(settings.language_model, loops.db, accept, loops.clock))
    return channels


def voucher_of(settings: Settings, channels: Iterable[Channel]) -> Voucher | None:
    """By whom staff sign in at the console; nobody where browsers could not come back to us."""
    if not settings.web.public_url:
        return None
    return next((one.voucher for one in channels if isinstance(one, Vouching)), None)


def _of_wecom(settings: Settings, loops: Loops) -> Iterator[Channel]:
    """微信客服, 智能机器人 and groups of customers, in the corporation of the 企业微信 app."""
    corp, kf, aibot = settings.wecom, settings.wecom_kf, settings.wecom_aibot
    if corp is not None and corp.customer_secret is not None:
        from bot.channels.customer_group.channel import CustomerGroups  # noqa: PLC0415 (as above)

        ground = _ground(settings, loops, CustomerGroups.name)
        yield CustomerGroups(
            corp.corp_id, corp.customer_secret, corp.api_base, ground, loops.metrics
        )
    if corp is not None and kf is not None:
        from bot.channels.wecom_kf.channel import WecomKf  # noqa: PLC0415 (as above)

        ground = _ground(settings, loops, WecomKf.name)
        place = (corp.corp_id, corp.api_base)
        accept_with = loops.inlet.accept_with
        yield WecomKf(kf, place, ground, accept_with, loops.bounced, loops.metrics)
    if aibot is not None:
        from bot.channels.wecom_aibot.channel import CalledAibot, ConnectedAibot  # noqa: PLC0415

        ground = _ground(settings, loops, ConnectedAibot.name)
        if aibot.mode is AibotMode.SOCKET:
            yield ConnectedAibot(aibot, ground, loops.metrics)
        else:
            yield CalledAibot(aibot, ground, corp.api_base if corp else "")


def _ground(settings: Settings, loops: Loops, channel: str) -> Ground:
    refused, ignored = loops.metrics.refused, loops.metrics.ignored
    return Ground(
        loops.inlet.accept,
        loops.db,
        SystemClock() if settings.demo else loops.clock,  # a demo's clock is moved, theirs is not
        settings.media_dir,
        on_rejected=lambda reason: refused.labels(channel, reason).inc(),
        on_ignored=lambda event: ignored.labels(channel, event).inc(),
    )
