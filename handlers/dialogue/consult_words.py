"""What staff say about a consult, as an order: call it, put it on the agenda, conclude, sign."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from handlers.dialogue.commands import without_number
from handlers.understanding.moments import figure


class ConsultDo(StrEnum):
    """What is wanted of a consult."""

    CALL = "call"
    AGENDA = "agenda"
    CONCLUDE = "conclude"
    SIGN = "sign"


@dataclass(frozen=True)
class ConsultOrder:
    """An order: what, about which item, and the words that go with it."""

    do: ConsultDo
    words: str = ""
    position: int | None = None
    is_public: bool | None = None


_FIGURE = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
_EDGE = " ,。.:;、!-—\uff0c\uff1a\uff1b\uff01"
_ASKS = (
    r"(?:求助|组织|召开|召集|开(?:个|一?次|一?场)?|发起|申请|请求|建议|要求|需要|安排|约|提请|启动)"
)
_CALL = re.compile(
    rf"{_ASKS}(?:一?[次个场])?(?:联合|部门|多部门|三方|现场)?会商(?!纪要)|^(?:联合)?会商(?!纪要|结论|议题|结束|完|开)"
    r"|会商(?:时间)?(?:改|定|约|安排|推|提前)|坐(?:下来|到一起).{0,4}(?:商量|会商|议)|(?:几家|各家|部门).{0,6}碰个?头"
)
_SIGN = re.compile(
    r"纪要.{0,8}(?:签|同意|确认|通过|发|定)|(?:签|确认|同意|通过|印发|下发|发布|发).{0,3}(?:会商)?纪要"
    r"|会商.{0,3}(?:结束|开完|完了)"
)
_ADDS = re.compile(
    r"^(?:再)?(?:加|增加|新增|补|补充)(?:上)?(?:一?[个项条])?(?:议题|诉求)[::,\s]*(?P<words>.+)",
    re.DOTALL,
)
_CONCLUDES = re.compile(
    rf"^(?:会商)?(?:结论|诉求|议题|第)\s*(?:第)?(?P<at>{_FIGURE})?\s*[项条个件号]?(?:议题|诉求|结论)?"
    r"[的::,、.\s]*(?P<words>.+)",
    re.DOTALL,
)
_ITEM = re.compile(rf"^(?:会商)?(?:结论|诉求|议题)|^第(?:{_FIGURE})[项条个件]")
_PUBLIC = re.compile(r"(?:可以|可|应当?|对外|向群众)?公开")
_NOT_PUBLIC = re.compile(r"不(?:对外|宜|便|要)?公开|保密|内部掌握")


def understand_consult(text: str) -> ConsultOrder | None:
    """The order about a consult; None when the words are about something else."""
    words = without_number(unicodedata.normalize("NFKC", text)).strip(_EDGE)
    if (added := _ADDS.match(words)) is not None:
        return ConsultOrder(ConsultDo.AGENDA, added["words"].strip(_EDGE))
    if _SIGN.search(words):
        return ConsultOrder(ConsultDo.SIGN, words)
    if _ITEM.match(words) and (said := _CONCLUDES.match(words)) is not None:
        position = figure(said["at"]) if said["at"] else None
        return ConsultOrder(
            ConsultDo.CONCLUDE, said["words"].strip(_EDGE), position, _is_public(words)
        )
    return ConsultOrder(ConsultDo.CALL, words) if _CALL.search(words) else None


def _is_public(words: str) -> bool | None:
    if _NOT_PUBLIC.search(words):
        return False
    return True if _PUBLIC.search(words) else None
