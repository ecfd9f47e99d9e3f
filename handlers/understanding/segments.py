"""A message that tells several things → its parts, by numbering or clause by clause."""

import re
from itertools import pairwise
from typing import NamedTuple

from handlers.understanding.heard import Evidence, Heard
from handlers.understanding.leaves import Ranked, rank
from handlers.understanding.spoken_lists import item_starts

_MARK = re.compile(
    r"(?:^|(?<=[\s,。;:!?、]))"
    r"(?:[((]?(?P<figure>[1-9])[))]?[.、..::)),](?!\d+(?!\d|号|栋|幢|座|单元|组|楼|#|队))|[((]?(?P<letter>[一二三四五六七八九])[))]?(?:[、..::)),]|是|来)"
    r"|(?P<circle>[①-⑨])|(?:第|其)(?P<nth>[一二三四五六七八九])(?:件|个|条|是|,|、|,|:|就|呢)?"
    r"|(?P<word>还有(?:一个|一件|就是)?|另外|再就是|再一个|再说|顺便|对了))"
)
_ANNOUNCED = re.compile(r"[两俩三仨四五六几2-6]\s?(?:个|件|样|条)(?:事|问题|情况|毛病)|[俩仨]事")
_ONE_MORE = re.compile(r"[\s,。;]*(?:还有|另外|再就是|再一个|再说|顺便|对了)")
_ONE_MORE_WORDS = ("还有", "另外", "再就是", "再一个", "再说", "顺便", "对了")
_LETTERS = "一二三四五六七八九"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨"
_LONGEST_SPEECH = 160  # a longer text is a letter about one thing unless it is numbered
_MOST = 6

# Kinds that are told side by side in one breath; of other kinds one matter is taken.
_TANGIBLE = frozenset(
    [
        "water_supply",
        "power_outage",
        "heating_gas",
        "sewer_blockage",
        "manhole",
        "streetlight",
        "road_damage",
        "waterlogging",
        "public_facility",
        "greening",
        "industrial_pollution",
        "garbage",
        "noise",
        "open_burning",
        "street_vending",
        "parking",
        "illegal_building",
        "stray_animal",
        "fire_lane",
        "ebike_charging",
        "gas_hazard",
        "dangerous_house",
        "elevator_fault",
        "water_edge_hazard",
        "smoke_dust",
        "flood_geo_hazard",
        "road_traffic",
        "irrigation",
        "property_mgmt",
        "telecom_postal",
        "sewage_discharge",
        "animal_disease",
        "wage_arrears",
        "care_visit",
    ]
)
# Pairs that are two words for one thing when told together.
_ONE_THING = frozenset(
    frozenset(pair.split("+"))
    for pair in [
        "sewer_blockage+smoke_dust",
        "sewer_blockage+waterlogging",
        "sewer_blockage+sewage_discharge",
        "sewer_blockage+garbage",
        "sewer_blockage+property_mgmt",
        "water_supply+sewer_blockage",
        "parking+fire_lane",
        "parking+road_traffic",
        "parking+street_vending",
        "parking+property_mgmt",
        "ebike_charging+fire_lane",
        "ebike_charging+parking",
        "ebike_charging+power_outage",
        "noise+street_vending",
        "noise+smoke_dust",
        "noise+stray_animal",
        "noise+dangerous_house",
        "smoke_dust+sewage_discharge",
        "smoke_dust+open_burning",
        "smoke_dust+street_vending",
        "smoke_dust+garbage",
        "open_burning+garbage",
        "garbage+property_mgmt",
        "garbage+street_vending",
        "road_damage+waterlogging",
        "road_damage+road_traffic",
        "road_damage+manhole",
        "road_damage+flood_geo_hazard",
        "dangerous_house+flood_geo_hazard",
        "elevator_fault+property_mgmt",
        "streetlight+property_mgmt",
        "water_supply+property_mgmt",
        "power_outage+property_mgmt",
        "waterlogging+property_mgmt",
        "noise+property_mgmt",
        "gas_hazard+heating_gas",
        "sewage_discharge+animal_disease",
        "sewage_discharge+water_supply",
        "power_outage+streetlight",
        "power_outage+elevator_fault",
        "power_outage+electricity_price",
        "public_facility+property_mgmt",
        "road_traffic+street_vending",
        "water_supply+waterlogging",
        "waterlogging+flood_geo_hazard",
        "water_supply+irrigation",
        "power_outage+irrigation",
        "streetlight+road_traffic",
        "streetlight+public_facility",
        "road_damage+public_facility",
        "greening+public_facility",
        "greening+property_mgmt",
        "greening+streetlight",
        "industrial_pollution+sewage_discharge",
        "industrial_pollution+smoke_dust",
        "industrial_pollution+noise",
    ]
)


class Part(NamedTuple):
    """A stretch of the text about one thing, and the leaves heard in it."""

    start: int
    end: int
    ranked: list[Ranked]


def numbered_parts(heard: Heard, live: tuple[Evidence, ...]) -> list[Part]:
    """The items of a numbered list; empty when the text is none."""
    text = heard.plain
    starts = _starts(text)
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(text)]
    parts = [
        Part(start, end, rank(one for one in live if start <= one.start < end))
        for start, end in zip(starts, ends, strict=True)
    ]
    return [part for part in parts if part.ranked and part.ranked[0].total >= 1.0][:_MOST]


def items_of(plain: str, clean: str) -> list[str]:
    """The words of each item of a list; empty when the text is none."""
    starts = _starts(plain)
    if len(starts) < 2:
        return []
    bounds = pairwise([*starts, len(plain)])
    return [clean[start:end].strip(" ,。;、:\n") for start, end in bounds][:_MOST]


def _starts(text: str) -> list[int]:
    """Where items begin, by numbering or as people list by voice, whichever tells more of them."""
    return max(_item_starts(text), item_starts(text), key=len)


def _item_starts(text: str) -> list[int]:
    """Where items 1, 2, 3 … begin; the numbering must begin at one and go up."""
    starts: list[int] = []
    expected = 1
    for found in _MARK.finditer(text):
        if found["word"] is None and _number(found) == expected:
            starts.append(found.start())
            expected += 1
    return starts


def _number(found: re.Match[str]) -> int:
    if found["figure"]:
        return int(found["figure"])
    if found["circle"]:
        return _CIRCLES.index(found["circle"]) + 1
    return _LETTERS.index(found["letter"] or found["nth"]) + 1


def clause_parts(heard: Heard, live: tuple[Evidence, ...], main: Ranked) -> list[Part]:
    """Other things told beside the main one, each in clauses of its own."""
    if len(heard.plain) > _LONGEST_SPEECH or main.leaf not in _TANGIBLE:
        return []
    by_clause: dict[int, list[Evidence]] = {}
    for one in live:
        by_clause.setdefault(one.clause, []).append(one)
    if len(by_clause) < 2:
        return []
    return _besides(heard, by_clause, main)


def are_one_thing(one: str, other: str) -> bool:
    """True for two leaves that are two words for one thing when told together."""
    return frozenset((one, other)) in _ONE_THING


def opens_one_more(text: str) -> bool:
    """True of 还有…, 另外…: the speaker tells one more thing."""
    return _ONE_MORE.match(text) is not None


def one_more_starts(heard: Heard) -> list[int]:
    """Where 还有…, 另外… begin one more thing, the first thing before them; empty for none."""
    if not any(word in heard.plain for word in _ONE_MORE_WORDS):
        return []
    spans = (heard.clause_span(clause) for clause in range(1, len(heard.ends)))
    starts = [start for start, end in spans if _ONE_MORE.match(heard.plain, start, end)]
    return [0, *starts] if starts else []


def one_more_parts(heard: Heard, live: tuple[Evidence, ...]) -> list[Part]:
    """What is told behind 还有…, 另外…, whatever was told first."""
    starts = one_more_starts(heard)[1:]
    spans = pairwise([*starts, len(heard.plain)])
    parts = (Part(a, b, rank(one for one in live if a <= one.start < b)) for a, b in spans)
    return [part for part in parts if part.ranked][:_MOST]


def _opens_anew(heard: Heard, clause: int) -> bool:
    """True when a clause begins with a word like 还有: the speaker tells one more thing."""
    start, end = heard.clause_span(clause)
    return _ONE_MORE.match(heard.plain, start, end) is not None


def _besides(heard: Heard, by_clause: dict[int, list[Evidence]], main: Ranked) -> list[Part]:
    taken = {main.leaf}
    parts: list[Part] = []
    is_announced = _ANNOUNCED.search(heard.plain) is not None
    for clause, evidence in sorted(by_clause.items()):
        ranked = rank(evidence)
        best = ranked[0]
        if best.leaf in taken or best.leaf not in _TANGIBLE or best.strong < 3.0:
            continue
        is_one = any(frozenset((best.leaf, leaf)) in _ONE_THING for leaf in taken)
        if is_one and not (is_announced or _opens_anew(heard, clause)):
            continue
        if any(one.leaf == main.leaf and one.strong >= 1.0 for one in ranked):
            continue
        taken.add(best.leaf)
        parts.append(Part(*heard.clause_span(clause), ranked))
    return parts[: _MOST - 1]
