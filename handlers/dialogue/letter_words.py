"""What staff say about letters, as an order: sign, void, received, answered, draft, list."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.dialogue.as_written import CASE, EDGE, as_written
from storage.codes import LetterKind


class LetterDo(StrEnum):
    """What is wanted of a letter."""

    SIGN = "sign"
    VOID = "void"
    RECEIVE = "receive"
    REPLY = "reply"
    DRAFT = "draft"
    SHOW = "show"
    LIST = "list"


@dataclass(frozen=True)
class LetterOrder:
    """An order: what, which letter as far as it was named, and the words that go with it."""

    do: LetterDo
    kind: LetterKind | None = None
    number: int | None = None
    year: int | None = None
    words: str = ""


_KINDS = (
    (LetterKind.REMINDER, "提示函|提醒函|催办函"),
    (LetterKind.SUPERVISION, "督办单|督办函|督办通知(?:书|单)?|督办"),
    (LetterKind.WARNING, "警示函|警告函|预警函"),
)
_KIND = "|".join(names for _, names in _KINDS)
_YEAR = r"(?:[〔\[(\uff08【]?(20\d\d)[〕\])\uff09】年]?)?"
_DIGITS = "[0-9一二三四五六七八九十]{1,4}"
_REF = re.compile(
    rf"(?P<kind>{_KIND})\s*{_YEAR}\s*(?:编号|第)?\s*(?P<number>{_DIGITS})\s*号"
    rf"|(?:第)?(?P<before>{_DIGITS})\s*号\s*(?P<after>{_KIND})"
)
_LETTER = re.compile(f"{_KIND}|函件")
_HAN = {name: value for value, name in enumerate("零一二三四五六七八九")}
_BARE = re.compile(
    r"(?:好的?|嗯|是)?[,\uff0c.。 ]*(?:已经?)?(?:收到|收悉|签收)(?:了|啦)?[。.!\uff01~]*"
)

_VOID = re.compile(r"作废|不(?:用|必|要)?(?:签发|签|发)(?!现|生|展)|先别发|撤(?:销|掉)")
_SIGN = re.compile(r"签发|签字|签了|(?:同意|可以|批准)(?:签|发)|^同意")
_RECEIVE = re.compile(r"(?:已经?)?(?:收到|收悉|签收|知悉)|回执")
_REPLY = re.compile(r"^(?:现)?(?:书面)?(?:回复|答复|反馈|复函|报告)")
_LIST = re.compile(
    rf"(?:{_KIND}|函件?|督办)的?(?:台账|清单|列表)|(?:哪些|有几[个件份]|多少).{{0,6}}(?:{_KIND}|函件)"
    rf"|(?:待签|没签|未签|未回复|没回复|没回)(?:发|的)*(?:{_KIND}|函件?)"
)
_DRAFT = re.compile(
    rf"(?:拟|起草|下发|下达|下|出|开|(?<!签)发|写)(?:一?[份张个封件])?(?P<kind>{_KIND})"
    rf"|^(?:请|要求|建议)?\s*(?:#\s*\d{{1,7}}\s*)?(?:请|要求|建议)?(?P<do>督办)(?:一下|一次)?"
)


def understand_letter(text: str) -> LetterOrder | None:
    """The order about a letter; None when the words are about something else."""
    plain = as_written(text)
    ref = _REF.search(plain)
    if ref is not None:
        return _of_letter(plain, ref)
    if not _LETTER.search(plain):
        return None
    if _LIST.search(plain):
        return LetterOrder(LetterDo.LIST)
    if (drafted := _DRAFT.search(plain)) is not None:
        kind = kind_called(drafted["kind"] or drafted["do"])
        return LetterOrder(LetterDo.DRAFT, kind, words=_reason(plain, drafted))
    return _nameless(plain)


def letter_named(text: str) -> LetterOrder | None:
    """The letter a text names by kind and number; None when it names none."""
    ref = _REF.search(as_written(text))
    return None if ref is None else _order_of(LetterDo.SHOW, ref)


def is_bare_receipt(text: str) -> bool:
    """True for "收到" alone, which answers whatever the bot said last."""
    return _BARE.fullmatch(as_written(text)) is not None


def kind_called(name: str) -> LetterKind | None:
    """The kind of letter a name stands for."""
    return next((kind for kind, names in _KINDS if re.fullmatch(names, name)), None)


def _of_letter(plain: str, ref: re.Match[str]) -> LetterOrder:
    """What is wanted of the letter that is named by its number."""
    rest = f"{plain[: ref.start()]} {plain[ref.end() :]}".strip(EDGE)
    after = plain[ref.end() :].strip(EDGE)

    if _REPLY.match(rest):
        return _order_of(LetterDo.REPLY, ref, _REPLY.sub("", rest, count=1).strip(EDGE))
    if _is_told(plain, ref):
        return _order_of(LetterDo.REPLY, ref, _REPLY.sub("", after, count=1).strip(EDGE))
    if _VOID.search(rest):
        return _order_of(LetterDo.VOID, ref, _VOID.sub("", rest, count=1).strip(EDGE))
    if _SIGN.search(rest):
        return _order_of(LetterDo.SIGN, ref)
    if _RECEIVE.search(rest):
        return _order_of(LetterDo.RECEIVE, ref)
    return _order_of(LetterDo.SHOW, ref)


def _order_of(do: LetterDo, ref: re.Match[str], words: str = "") -> LetterOrder:
    """The order, about the letter that stands in the words."""
    number = _number(ref["number"] or ref["before"])
    year = int(ref[2]) if ref[2] else None
    return LetterOrder(do, kind_called(ref["kind"] or ref["after"]), number, year, words)


def _is_told(plain: str, ref: re.Match[str]) -> bool:
    """True for "督办单3号：材料到了……" and "督办单3号回复：……": the answer itself."""
    return (
        re.match(r"\s*的?(?:回复|答复|反馈|说明|情况)?\s*[:\uff1a]", plain[ref.end() :]) is not None
    )


def _nameless(plain: str) -> LetterOrder | None:
    """An order about the one letter that waits: "签发督办单", "督办单已收到"."""
    named = _LETTER.search(plain)
    kind = kind_called(named.group()) if named else None
    rest = _LETTER.sub("", plain, count=1).strip(EDGE)
    if _REPLY.match(rest):
        return LetterOrder(LetterDo.REPLY, kind, words=_REPLY.sub("", rest, count=1).strip(EDGE))
    if _VOID.search(rest):
        return LetterOrder(LetterDo.VOID, kind, words=_VOID.sub("", rest, count=1).strip(EDGE))
    if _SIGN.search(rest):
        return LetterOrder(LetterDo.SIGN, kind)
    return LetterOrder(LetterDo.RECEIVE, kind) if _RECEIVE.search(rest) else None


def _reason(plain: str, drafted: re.Match[str]) -> str:
    """Why a letter is wanted: what stands behind the order, without the number of the case."""
    words = CASE.sub("", plain[drafted.end() :]).strip(EDGE)
    return re.sub(r"^(?:原因|理由|事由|因为|因)\s*[:\uff1a是]?\s*", "", words).strip(EDGE)


def _number(name: str) -> int:
    """The value of 3, 三, 十二, 二十."""
    if name.isdecimal():
        return int(name)
    tens, ten, ones = name.rpartition("十")
    if not ten:
        return int("".join(str(_HAN.get(one, 0)) for one in name))
    return 10 * (_HAN.get(tens, 1) if tens else 1) + (_HAN.get(ones, 0) if ones else 0)
