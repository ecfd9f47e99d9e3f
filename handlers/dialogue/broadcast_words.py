"""What staff say to have a notice sent to groups (群发, 发通知, 喊喇叭), and what they answer."""

import re
from dataclasses import dataclass

from handlers.dialogue.as_written import EDGE, as_written

_WHO = "居民|群众|住户|村民|业主|大家|大伙|网格员|微信群|工作群|单位|部门|群"
_KIND = "通知|公告|通告|告示|提醒|消息|信息|通报"
_PLEASE = "(?:请|麻烦|帮我|帮忙|帮|再|现在|马上|立即|立刻)*"
_PRESSING = "(?:紧急|应急)?"
_ONE = "(?:个|一个|条|一条|一下|份|则)?"
_HEADS = (
    rf"^{_PLEASE}{_PRESSING}(?:群发|广播|(?:喊{_ONE}|云|平安大|大)+喇叭)",
    rf"^{_PLEASE}(?:给|向|往|在|到|对).{{1,24}}?(?:{_WHO}).{{0,4}}?(?:发|下|喊|广播|通知|说)",
    rf"^{_PLEASE}(?:发布|下发|群发|发|下){_ONE}{_PRESSING}(?:{_KIND})",
    rf"^{_PLEASE}{_PRESSING}通知.{{0,20}}?(?:{_WHO})",
    rf"^{_PLEASE}(?:紧急|应急)(?:{_KIND})",
)
_HEAD = re.compile("|".join(f"(?:{one})" for one in _HEADS))
_NEAR = 30  # letters between the heading and its colon
_COLON = re.compile("[:\uff1a\n]")
_TAIL = re.compile(
    rf"^(?:到|给|在|去)?(?:[\u4e00-\u9fff]{{0,12}}?(?:{_WHO}))?(?:里|们)?(?:发|下)?"
    rf"(?:个|一个|条|一条|一下|份|则)?(?:{_KIND})?(?:[说讲,\uff0c。 ]+|(?=$))"
)
_ABOUT = re.compile(
    rf"{_WHO}|{_KIND}|紧急|应急|群发|广播|平安大|云|大?喇叭|请|麻烦|帮我|帮忙|帮|再|现在|马上|立即|立刻|一下"
    r"|发布|下发|各个?|所有|全体|每个|全县|社区|网格|村|镇|乡|街道|小区|我们|咱们?|这里|本地|微信|一个|一条|[给向往在到对发下喊说的里们个条份则都把将 ]"
)
_URGENT = re.compile("紧急|应急|马上发|立即发|立刻发|十万火急")
_FOR_STAFF = re.compile("网格员|工作群|单位|部门|干部")
_SUBMIT = re.compile(
    r"^(?:(?:提交|报批|送审|确认|核对(?:无误|过了|好了)|没问题|没错|对的?|是的?|好的?|行|可以|中|发|就这样)"
    r"[了吧啊呗, 。!\uff0c\uff01]*)+$"
)
_DROP = re.compile(r"^(?:取消|不发了?|先?不发|算了|别发|不提交|撤回|作废|重来|不用发).{0,4}$")
_THIS = "这(?:个|条)?通知|那(?:个|条)?通知|该通知|通知|送|群发|出去?|布"
_END = "[了吧啊呗, 。!\uff0c\uff01]*$"
_AGREE = re.compile(
    rf"^(?:我)?(?:同意|可以|准许|批准|批了|通过|能)(?:发(?:{_THIS})?|群发|{_THIS}){_END}"
    rf"|^(?:这(?:个|条)?)?通知(?:我)?(?:可以|同意|能)发(?:出去?|送|布)?{_END}"
    rf"|^发(?:出去|送)?吧$|^(?:通知)?审核通过{_END}"
)
_DENY = re.compile(
    rf"^(?:我)?(?:不同意|不批准|不批|不准|不能|先别|别|不要|暂缓|先不|不)(?:发(?:{_THIS})?|群发|{_THIS}){_END}"
    rf"|^(?:这(?:个|条)?)?通知(?:不能|先别|别|不要|先不|不)发(?:出去?|送|布)?{_END}|^(?:通知)?审核不通过{_END}"
)


@dataclass(frozen=True)
class Wanted:
    """A notice: its words (empty when they are still missing), and what was said around them."""

    text: str
    heading: str
    is_urgent: bool = False
    is_for_staff: bool = False
    is_parted: bool = False  # a colon stands before the notice: nobody talks so by chance


def understand_broadcast(text: str) -> Wanted | None:
    """The notice that is to be sent to groups; None when the words are about something else."""
    said = as_written(text)
    found = _HEAD.match(said)
    if found is None:
        return None
    colon = _COLON.search(said)
    is_parted = colon is not None and colon.start() <= found.end() + _NEAR
    heading, words = _parted(said, found.end(), colon if is_parted else None)
    return Wanted(
        words,
        heading,
        is_parted=is_parted,
        is_urgent=_URGENT.search(heading) is not None,
        is_for_staff=_FOR_STAFF.search(heading) is not None,
    )


def place_in(heading: str) -> str:
    """What is left of the words around a notice: a place, if anything; empty when none is named."""
    return _ABOUT.sub("", heading).strip(EDGE)


def submits(text: str) -> bool:
    """True when the writer hands the notice in."""
    return _SUBMIT.match(as_written(text).strip(EDGE)) is not None


def drops(text: str) -> bool:
    """True when the writer wants it no more."""
    return _DROP.match(as_written(text).strip(EDGE)) is not None


def agrees(text: str) -> bool:
    """True when a second person says yes to a notice."""
    return _AGREE.match(as_written(text).strip(EDGE)) is not None


def denies(text: str) -> bool:
    """True when a second person says no to a notice."""
    return _DENY.match(as_written(text).strip(EDGE)) is not None


def _parted(said: str, head_end: int, colon: re.Match[str] | None) -> tuple[str, str]:
    """What stands before the notice, and the notice: behind a colon, else behind the heading."""
    if colon is not None:
        return said[: colon.start()], said[colon.end() :].strip()
    rest = said[head_end:].strip()
    tail = _TAIL.match(rest)
    at = tail.end() if tail is not None else 0
    return said[:head_end] + rest[:at], rest[at:].strip(" ,\uff0c:\uff1a")
