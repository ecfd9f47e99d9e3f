"""What staff say of visits: planned for a time, done with a note, cancelled; of seven kinds."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.dialogue.as_written import EDGE, without_case
from storage.codes import VisitKind


class VisitDo(StrEnum):
    """What is wanted of a visit."""

    PLAN = "plan"
    DONE = "done"
    CANCEL = "cancel"


@dataclass(frozen=True)
class VisitOrder:
    """An order: what, of which kind, and the words that go with it."""

    do: VisitDo
    kind: VisitKind
    words: str = ""


_KINDS = (
    (VisitKind.RECEPTION, "开门接访|接访"),
    (VisitKind.ON_SITE, "带案下访|下访"),
    (VisitKind.BY_APPOINTMENT, "专题约访|约访"),
    (VisitKind.ON_BEHALF, "干部代访|代访"),
    (VisitKind.REVIEW, "落实评访|评访"),
    (VisitKind.FOLLOW_UP, "做好回访|上门回访"),
    (VisitKind.AT_HOME, "登门拜访|登门|入户走访|入户|走访|上门(?:看看|拜访|走访)|上门"),
)
_ANY = "|".join(names for _, names in _KINDS)
_NAMED = (
    "开门接访|接访|带案下访|下访|专题约访|约访|干部代访|代访|落实评访|评访|登门拜访|入户走访|走访"
)
_OF_SURVEY = re.compile("(?:上门|电话)?回访")  # asked by the system, told of to the survey
_CANCEL = re.compile(rf"取消(?:这次|本次)?(?:{_ANY})|(?:{_ANY})(?:取消|先不去|不去了)")
_DONE = re.compile(
    rf"(?:已经?)?(?:{_ANY})(?:任务)?(?:已经?)?(?:完成|结束|完毕|完了|过了|过|了|情况|回来)(?:了)?|已(?:经)?(?:{_ANY})(?:过|了)?"
)
_PLAN = re.compile(rf"(?:安排|预约|计划|准备|约好?)(?:.{{0,16}}?)(?:{_ANY})|^(?:{_NAMED})")


def understand_visit(text: str) -> VisitOrder | None:
    """The order about a visit; None when the words are about something else."""
    words = without_case(text)
    if _OF_SURVEY.match(words):
        return None
    for do, pattern in ((VisitDo.CANCEL, _CANCEL), (VisitDo.DONE, _DONE), (VisitDo.PLAN, _PLAN)):
        found = pattern.search(words)
        if found is not None and (do is not VisitDo.DONE or found.start() < 6):
            rest = words if do is VisitDo.PLAN else words[found.end() :].strip(EDGE)
            return VisitOrder(do, _kind(found.group()), rest)
    return None


def _kind(words: str) -> VisitKind:
    return next(kind for kind, names in _KINDS if re.search(names, words))
