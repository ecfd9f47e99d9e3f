"""What the platform's error codes mean for a message that was to be sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.base import SendLater, SendRefused
from bot.channels.platform.api import ApiError

TOKEN_REFUSED = frozenset({40001, 40014, 41001, 42001})


@dataclass(frozen=True)
class Later:
    """Worth another try after `seconds`; without them after the usual back-off."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True)
class Never:
    """No use in trying again this way."""

    reason: str


_HOUR = 3600

OFFICIAL_ACCOUNT: Mapping[int, Later | Never] = {
    -1: Later("微信平台繁忙。", 5),
    40001: Later("微信平台不认访问凭证，请检查公众号的 AppSecret。", 60),
    40014: Later("微信平台不认访问凭证。", 60),
    41001: Later("微信平台没有收到访问凭证。", 60),
    42001: Later("访问凭证过期。", 60),
    40002: Later("公众号接口设置有误（grant_type）。", _HOUR),
    40013: Later("公众号的 AppID 不对，请检查设置。", 600),
    40125: Later("公众号的 AppSecret 不对，请检查设置。", 600),
    40164: Later("本机的IP不在公众号的IP白名单里，请到公众号后台添加。", 600),
    40243: Later("公众号的 AppSecret 已被冻结，请到公众号后台解冻。", 600),
    41002: Later("没有填写公众号的 AppID。", 600),
    41004: Later("没有填写公众号的 AppSecret。", 600),
    45009: Later("今天调用公众号接口的次数已用完。", _HOUR),
    45011: Later("调用公众号接口太频繁。", 60),
    45033: Later("同时调用公众号接口太多。", 5),
    40003: Never("收信人的 openid 不对，或不属于这个公众号。"),
    40008: Never("消息类型不对。"),
    40033: Never("消息里有平台不接受的字符。"),
    43004: Never("对方没有关注公众号。"),
    43101: Never("对方拒绝接收公众号的消息。"),
    44004: Never("消息内容是空的。"),
    45002: Never("消息太长。"),
    45015: Never("对方超过48小时没有来过消息（或已取消关注），公众号不能主动发。"),
    45047: Never("对方上次来消息以后，公众号可发的条数已用完。"),
    48001: Never("这个公众号没有发客服消息的权限，请到公众号后台开通。"),
    48002: Never("对方设置了不接收公众号的消息。"),
    48004: Never("公众号的发消息接口被微信平台封禁，请到公众号后台查看。"),
    50002: Never("对方的微信号受到限制。"),
    50005: Never("对方没有关注公众号。"),
}


def outcome(error: ApiError, meanings: Mapping[int, Later | Never]) -> SendLater | SendRefused:
    """The error to be raised for the code: later or never; a code nobody knows is tried again."""
    meaning = meanings.get(error.code, Later("微信平台没有接受。"))
    reason = f"{meaning.reason}({error.code}{_address(error)})"
    if isinstance(meaning, Never):
        return SendRefused(reason)
    return SendLater(reason, meaning.seconds)


def _address(error: ApiError) -> str:
    # Of the platform's remark only our own address is kept: the administrator must enter it.
    found = re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", error.hint) if error.code == 40164 else None
    return f"，本机IP {found.group()}" if found else ""
