"""What a matter is called to residents: by its leaf, and where one leaf is many things, by the words."""

import re
from collections.abc import Sequence

from handlers.situation import World
from handlers.texts import render
from handlers.understanding.reading import Matter

# 一个分类里有几样事:居民说停水,就不叫"用水问题"
_BY_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "water_supply": (
        (r"黄|浑|黑|锈|味|腥|沫|沉淀|水质|发白|能喝|不敢喝", "water_quality"),
        (r"爆|漏|冒水|喷|滋水|跑水", "water_leak"),
        (r"停.{0,2}水|没.{0,2}水|断水|不出水|一滴|水.{0,3}没(?:有)?(?:了|$)", "water_cut"),
    ),
    "stray_animal": (
        (r"猫", "stray_cats"),
        (r"死(?:狗|鸡|鸭|猪|羊)|(?:狗|鸡|鸭|猪|羊)死", "dead_animal"),
    ),
    "heating_gas": (
        (r"暖气|供暖|暖|不热|冰凉|[0-9一二十]+度|冷", "heating"),
        (r"停.{0,2}气|没.{0,2}气(?!味)|断气", "gas_cut"),
    ),
}


def title_of(world: World, matters: Sequence[Matter]) -> str:
    """What the matters are called together: 下水道堵塞、井盖破损."""
    return "、".join(dict.fromkeys(name_of(world, matter) for matter in matters))


def name_of(world: World, matter: Matter) -> str:
    """What one matter is called: 停水 where somebody has none, 用水问题 where it is not plain."""
    for pattern, key in _BY_WORDS.get(matter.leaf, ()):
        if re.search(pattern, matter.words):
            return render(f"title.{key}")
    return world.categories.leaf(matter.leaf).short_name
