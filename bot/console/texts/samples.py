"""Every sentence the bot says, read from its file: which part of the work it belongs to, and a sample."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from handlers import texts

_SAMPLES = {
    "number": "#00012", "title": "路灯不亮", "leaf": "路灯不亮", "place": "3号楼西头", "spot": "3号楼西头",
    "due": "明天18:00", "at": "明天15:00", "until": "4月20日", "state": "办理中", "who": "城管局",
    "name": "城管局", "unit": "城管局", "units": "城管局、供电公司", "department": "城管局",
    "county": "青河县", "member": "郭师傅", "home": "东关家属院", "group": "东关家属院业主群",
    "count": "3", "times": "3", "people": "2", "hours": "24", "minutes": "30", "days": "3",
    "code": "5273 9104", "address": "https://example.gov.cn/progress", "reason": "等配件到货",
    "result": "灯泡已换新，晚上亮了", "summary": "3号楼西头路灯不亮好几天了", "accept": "2个工作小时",
    "agenda": "1. 谁来修", "line": "1. 三天内修好", "lines": "1. 三天内修好", "note": "配件明天到",
}  # fmt: skip
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Sentence:
    """One sentence with its gaps, and as somebody would read it."""

    key: str
    template: str
    sample: str
    shipped: str = ""  # what the program brings, where the county says it otherwise


@dataclass(frozen=True)
class Part:
    """The sentences of one part of the work."""

    name: str
    about: str
    sentences: tuple[Sentence, ...]


def parts() -> tuple[Part, ...]:
    """All of them, in the order of the file; labels of codes come as parts of their own."""
    found = groupby(texts.in_order(), key=lambda key: key.partition(".")[0])
    about = texts.abouts()
    return tuple(
        Part(name, about.get(name, ""), tuple(_sentence(key) for key in keys))
        for name, keys in found
    )


def looked_for(asked: str) -> Iterator[Part]:
    """The parts with the sentences that hold these words, or go by this key."""
    for part in parts():
        of_part = asked in part.name or asked in part.about
        kept = [
            one
            for one in part.sentences
            if of_part or asked in one.key or asked in one.template or asked in one.sample
        ]
        if kept:
            yield Part(part.name, part.about, tuple(kept))


def filled(template: str) -> str:
    """The sentence as somebody would read it; what has no sample stands in brackets."""
    return _GAP.sub(lambda gap: _SAMPLES.get(gap[1], f"〔{gap[1]}〕"), template)


def _sentence(key: str) -> Sentence:
    template = texts.template(key)
    shipped = texts.shipped(key) if texts.is_own(key) else ""
    return Sentence(key, template, filled(template), shipped)
