"""What staff say of who answers for a case and how it is to be solved: 定责, 包案, 方案."""

import re

from handlers.dialogue.as_written import EDGE, without_case
from handlers.governance.plans import TITLES

_CHARGED = re.compile(
    r"^(?:定责|明责|明确责任(?:领导|人)?|责任领导|(?:领导)?包案|(?:确定|指定)责任(?:领导|人))"
    r"(?:领导|是|为|由|定为)?"
)
_CHARGING = re.compile(
    rf"^由?(?P<name>[\u4e00-\u9fff]{{1,3}}(?:{TITLES}))(?:同志)?(?:牵头|包案|负责)"
    r"|^由?(?P<short>[\u4e00-\u9fff]{2,3})包案"
)
_PLAN = re.compile(r"^(?:一案一策|化解方案|工作方案|办理方案|方案|化解措施)(?:是|为)?")
_TEXT = re.compile(r"(?:一案一策|化解方案|工作方案|办理方案|方案|措施|办法)\s*[:\uff1a是]?\s*")
_NAMES = re.compile(
    r"(?:由|请|为|是)?\s*([\u4e00-\u9fff]{2,12}(?:[、和与及/][\u4e00-\u9fff]{2,8})*)"
)
_ENDS = re.compile("同志|牵头|负责|包案|方案|措施|办法|任|为责任")
_LEADS = re.compile("^(?:同志)?(?:牵头负责|牵头|负责|包案)?")


def understand_plan(text: str) -> tuple[str, str] | None:
    """Who answers for the case and the plan, either may be empty; None when it is neither."""
    words = without_case(text)
    if (said := _PLAN.match(words)) is not None:
        return "", words[said.end() :].strip(EDGE)
    if (said := _CHARGED.match(words)) is not None:
        name, rest = _name_in(words[said.end() :].strip(EDGE))
        return name, _plan_in(rest)
    if (said := _CHARGING.match(words)) is not None:
        return said["name"] or said["short"], _plan_in(words[said.end() :])
    return None


def _name_in(words: str) -> tuple[str, str]:
    """Who is named at the head of an order, and the words behind."""
    head = _NAMES.match(words)
    if head is None:
        return "", words
    name = _ENDS.split(head[1])[0]
    return name, words[head.start(1) + len(name) :]


def _plan_in(rest: str) -> str:
    """The plan behind the name; what only says that they lead it is none."""
    bare = _LEADS.sub("", rest.strip(EDGE)).strip(EDGE)
    found = _TEXT.match(bare)
    return bare[found.end() :].strip(EDGE) if found is not None else bare
