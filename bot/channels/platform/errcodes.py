"""What the platforms' error codes mean, as a table: what to do, and what to say about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.channels.base import NeedsMending, SendLater, SendRefused, Unreached, WindowClosed
from bot.channels.platform.api import ApiError

_MINUTE, _HOUR = 60.0, 3600.0
_FORGOTTEN = 600.0  # a setting that somebody has to mend


class Do(StrEnum):
    """What is to be done about an error code."""

    RETRY = "retry"  # the same again, after a while
    REFRESH = "refresh"  # the same again with another token
    WAIT_FOR_USER = "wait_for_user"  # the window is closed until the person writes again
    NEXT_CHANNEL = "next_channel"  # this person cannot be reached this way
    STOP = "stop"  # the message itself will never be taken
    ALARM = "alarm"  # a setting is wrong: somebody must mend it, then the same again


@dataclass(frozen=True)
class Meaning:
    """What a code means; `seconds` is the pause before the next try, None for the usual one."""

    do: Do
    reason: str
    seconds: float | None = None


Meanings = Mapping[int, Meaning]


def _retry(reason: str, seconds: float | None = None) -> Meaning:
    return Meaning(Do.RETRY, reason, seconds)


def _refresh(reason: str) -> Meaning:
    return Meaning(Do.REFRESH, reason, _MINUTE)


def _wait(reason: str) -> Meaning:
    return Meaning(Do.WAIT_FOR_USER, reason)


def _elsewhere(reason: str) -> Meaning:
    return Meaning(Do.NEXT_CHANNEL, reason)


def _stop(reason: str) -> Meaning:
    return Meaning(Do.STOP, reason)


def _alarm(reason: str, seconds: float = _FORGOTTEN) -> Meaning:
    return Meaning(Do.ALARM, reason, seconds)


_EVERYWHERE: Meanings = {
    -1: _retry("微信平台繁忙。", 5),
    40002: _alarm("接口设置有误（grant_type）。", _HOUR),
    40008: _stop("消息类型不对。"),
    40033: _stop("消息里有平台不接受的字符。"),
    40035: _stop("消息的参数不对。"),
    40058: _stop("消息的参数不合要求。"),
    40063: _stop("消息缺少参数。"),
    40007: _stop("图片或文件在平台上已经过期。"),
    41016: _stop("消息缺少内容。"),
    44004: _stop("消息内容是空的。"),
    45002: _stop("消息太长。"),
    45033: _retry("同时调用平台接口太多。", 5),
    45011: _retry("调用平台接口太频繁。", _MINUTE),
    48001: _alarm("没有调用这个接口的权限，请到管理后台开通。"),
    50002: _elsewhere("对方的微信号受到限制。"),
    40014: _refresh("平台不认访问凭证。"),
    41001: _refresh("平台没有收到访问凭证。"),
    42001: _refresh("访问凭证过期。"),
}

OFFICIAL_ACCOUNT: Meanings = MappingProxyType(
    {
        **_EVERYWHERE,
        40001: _refresh("微信平台不认访问凭证，请检查公众号的 AppSecret。"),
        40003: _elsewhere("收信人的 openid 不对，或不属于这个公众号。"),
        40013: _alarm("公众号的 AppID 不对，请检查设置。"),
        40125: _alarm("公众号的 AppSecret 不对，请检查设置。"),
        40164: _alarm("本机的IP不在公众号的IP白名单里，请到公众号后台添加。"),
        40243: _alarm("公众号的 AppSecret 已被冻结，请到公众号后台解冻。"),
        41002: _alarm("没有填写公众号的 AppID。"),
        41004: _alarm("没有填写公众号的 AppSecret。"),
        40037: _alarm("公众号的模板编号不对，请检查设置。"),
        43004: _elsewhere("对方没有关注公众号。"),
        43101: _elsewhere("对方拒绝接收公众号的消息。"),
        45009: _retry("今天调用公众号接口的次数已用完。", _HOUR),
        45015: _wait("对方超过48小时没有来过消息（或已取消关注），公众号不能主动发。"),
        45047: _wait("对方上次来消息以后，公众号可发的条数已用完。"),
        47003: _stop("模板的参数不合要求。"),
        48001: _alarm("这个公众号没有发客服消息的权限，请到公众号后台开通。"),
        48002: _elsewhere("对方设置了不接收公众号的消息。"),
        48004: _alarm("公众号的发消息接口被微信平台封禁，请到公众号后台查看。"),
        50005: _elsewhere("对方没有关注公众号。"),
    }
)

_CORPORATE: Meanings = {
    **_EVERYWHERE,
    40001: _alarm("企业微信的 Secret 不对，请检查设置。"),
    40013: _alarm("企业微信的企业ID不对，请检查设置。"),
    40096: _elsewhere("客户的编号不对，或不属于本企业。"),
    45009: _retry("调用企业微信接口的次数超过限制。", _MINUTE),
    48002: _alarm("应用没有调用这个接口的权限，请到企业微信管理后台开通。"),
    60020: _alarm("本机的IP不在应用的企业可信IP里，请到企业微信管理后台添加。"),
}

WECOM: Meanings = MappingProxyType(
    {
        **_CORPORATE,
        40003: _elsewhere("通讯录里没有这位成员。"),
        40031: _elsewhere("通讯录里没有这些成员。"),
        40056: _alarm("企业微信应用的 AgentId 不对，请检查设置。"),
        42045: _stop("卡片缺少点击后的去处。"),
        43004: _elsewhere("对方没有绑定企业微信。"),
        60011: _elsewhere("对方不在应用的可见范围里。"),
        60111: _elsewhere("通讯录里没有这位成员。"),
        81013: _elsewhere("收信人都不在应用的可见范围里。"),
        82001: _elsewhere("收信人是空的，或都不在应用的可见范围里。"),
        86001: _elsewhere("群聊的编号不对。"),
        86003: _elsewhere("没有这个群聊。"),
        86008: _elsewhere("这个群聊不是本应用建的。"),
    }
)

CUSTOMER_SERVICE: Meanings = MappingProxyType(
    {
        **_CORPORATE,
        40003: _elsewhere("没有这位客户。"),
        95000: _alarm("客服账号的编号不对，请检查设置。"),
        95001: _wait("对方上次来消息以后，客服可发的5条已用完。"),
        95002: _wait("对方超过48小时没有来过消息，客服不能主动发。"),
        95004: _alarm("没有这个客服账号，请检查设置。"),
        95007: _retry("拉取消息的凭证过期。", 1),
        95008: _stop("菜单的选项太多。"),
        95009: _stop("菜单的选项不对。"),
        95011: _alarm("客服账号没有交给接口管理，请到企业微信管理后台设置。"),
        95012: _alarm("客服账号没有交给接口管理，请到企业微信管理后台设置。"),
        95013: _wait("这次会话已经结束，要等对方再来消息。"),
        95016: _retry("会话正在转接。", 5),
        95017: _alarm("微信客服的接口开关没有打开，请到企业微信管理后台设置。"),
        95018: _wait("会话已由人工接待或已经结束，机器人不能发。"),
    }
)

ROBOT: Meanings = MappingProxyType(
    {
        **_EVERYWHERE,
        40001: _alarm("机器人的 Bot ID 或 Secret 不对，请检查设置。"),
        45009: _retry("机器人发得太频繁。", _MINUTE),
        42045: _stop("卡片缺少点击后的去处。"),
        40058: _stop("机器人消息的参数不合要求。"),
        93000: _alarm("机器人的地址不对，或机器人已被移除。"),
        93001: _elsewhere("机器人不在这个群里，或不能在这里主动说话。"),
        93004: _alarm("机器人已被停用。"),
        93006: _elsewhere("群聊的编号不对。"),
        93008: _elsewhere("机器人不在这个群里。"),
        93017: _stop("消息内容是空的。"),
        93018: _stop("图片太大。"),
        93019: _alarm("没有这个机器人，请检查设置。"),
        846605: _stop("这条消息已经回过。"),
        846608: _stop("回复的时限已过。"),
        846609: _retry("机器人还没有连上。", 5),
    }
)
"""Group robots and 智能机器人."""

_UNKNOWN = _retry("微信平台没有接受。")


def meaning_of(error: ApiError, meanings: Meanings) -> Meaning:
    """What the code means on this platform; one that nobody knows is worth another try."""
    return meanings.get(error.code, _UNKNOWN)


def outcome(error: ApiError, meanings: Meanings) -> SendLater | SendRefused:
    """What a channel raises for the code: SendLater, SendRefused, or Unreached and WindowClosed among those."""
    meaning = meaning_of(error, meanings)
    reason = f"{meaning.reason}（{error.code}{_address(error)}）"
    match meaning.do:
        case Do.RETRY | Do.REFRESH:
            return SendLater(reason, meaning.seconds)
        case Do.ALARM:
            return NeedsMending(reason, meaning.seconds)
        case Do.WAIT_FOR_USER:
            return WindowClosed(reason)
        case Do.NEXT_CHANNEL:
            return Unreached(reason)
        case Do.STOP:
            return SendRefused(reason)


def _address(error: ApiError) -> str:
    # Of the platform's remark only our own address is kept: the administrator must enter it.
    found = (
        re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", error.hint)
        if error.code in {40164, 60020}
        else None
    )
    return f"，本机IP {found.group()}" if found else ""
