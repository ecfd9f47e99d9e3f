"""The place names of a whole county, for measuring: as many as asked for, no two alike."""

from collections.abc import Sequence
from itertools import islice, product

from handlers.understanding.reading import PlaceName

MANY = 5_000  # names in a county's gazetteer

_FAMILIES = "张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_SIDES = ("", "前", "后", "东", "西", "南", "北", "小")
_ENDS = (
    ("家庄", "village"), ("楼村", "village"), ("寨", "village"), ("家湾", "village"),
    ("堡子村", "village"), ("岗", "village"), ("家园小区", "community"), ("府花园", "community"),
    ("家嘴社区", "community"), ("桥街", "road"), ("家巷", "road"), ("村小学", "school"),
    ("记超市", "shop"), ("氏骨科诊所", "clinic"), ("家坡水库", "place"), ("庙广场", "place"),
)  # fmt: skip


def names_of_a_county(known: Sequence[PlaceName], wanted: int = MANY) -> tuple[PlaceName, ...]:
    """The known names and, up to `wanted` in all, names like theirs in the same regions."""
    regions = [name.region_id for name in known]
    made = (
        (f"{side}{family}{end}", kind)
        for (end, kind), side, family in product(_ENDS, _SIDES, _FAMILIES)
    )
    return (
        *known,
        *(
            PlaceName(name, regions[number % len(regions)], kind)
            for number, (name, kind) in enumerate(islice(made, max(wanted - len(known), 0)))
        ),
    )
