"""How many things a text speaks of: "一溜三个都不中" → 3盏 when lamps are meant."""

import re

from handlers.understanding.gazetteer import figure

_MEASURES = {
    "streetlight": "盏",
    "elevator_fault": "部",
    "parking": "辆",
    "manhole": "个",
    "garbage": "处",
    "road_damage": "处",
}
_NUMBER = r"(?P<number>\d{1,2}|[两俩仨二三四五六七八九]|十[一二三四五六七八九]?)"
_IN_A_ROW = re.compile(
    rf"(?:一溜|一排|连着|接连|一连|并排|一共|总共|足有){_NUMBER}(?!轮)\s?(?P<measure>个|盏|处|根|棵|辆|部|块|堆|桶)?"
)
_MEASURED = re.compile(
    rf"(?<![第每几\d]){_NUMBER}\s?(?P<measure>盏|处|根|棵|辆|部|堆)(?!的?(?:路程|时间))"
)
_ALL_OF = re.compile(
    rf"(?<![第每几\d]){_NUMBER}\s?(?P<measure>个)?(?:都|全|路灯|灯|井盖|坑|垃圾桶|充电桩|窟窿)(?!月)"
)
_ANY_NUMBER = re.compile(r"[\d一二两俩仨三四五六七八九十]")
_SPECIAL = {"两": 2, "俩": 2, "仨": 3}


def count_of_things(text: str, leaf: str = "") -> str:
    """The number and measure word of what is broken, or nothing."""
    if _ANY_NUMBER.search(text) is None:
        return ""
    for pattern in (_IN_A_ROW, _MEASURED, _ALL_OF):
        found = pattern.search(text)
        if found is not None:
            return _spoken(found, leaf)
    return ""


def _spoken(found: re.Match[str], leaf: str) -> str:
    letters = found["number"]
    number = int(letters) if letters.isdecimal() else _SPECIAL.get(letters) or figure(letters)
    if number < 2:
        return ""
    measure = found["measure"] or "个"
    return f"{number}{_MEASURES.get(leaf, measure) if measure == '个' else measure}"
