"""Writes the roster as an Excel file: the template with examples, or the county as it stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from bot.papers.sheets import Book, Column, Offered
from bot.roster.choices import CHANNELS, ENDED, EXAMPLE, GROUP_KINDS, KINDS, LEVELS, NO, YES
from bot.roster.columns import FORMS, Sheet
from bot.roster.regions import Regions
from handlers.understanding.categories import Categories
from storage.codes import Level
from storage.county.seats import ROLE_NAMES
from storage.county.values import CountyFile

C = TypeVar("C", bound=str)
FILE_NAME = "名册模板.xlsx"
_DEPARTMENTS = Column(FORMS[Sheet.DEPARTMENTS].name, "B")
_LEAVES = Column("事项类别", "B")
_EXAMPLES: dict[Sheet, Sequence[Sequence[str]]] = {
    Sheet.REGIONS: (
        ("乡镇", "城关街道", "", "", "", "", EXAMPLE),
        ("村", "东街社区", "城关街道", "", "1260", "", EXAMPLE),
        ("网格", "东关家属院", "城关街道/东街社区", "", "286", "东关院、家属院", EXAMPLE),
    ),
    Sheet.DEPARTMENTS: (
        ("城管局", "城管", "", "城管、城市管理局", "是", "0375-5530001", EXAMPLE),
        ("城关派出所", "公安", "城关街道", "派出所", "", "0375-5530011", EXAMPLE),
    ),
    Sheet.DUTIES: (("城管局", "下水道堵塞、路灯不亮", EXAMPLE),),
    Sheet.PEOPLE: (
        ("郭网格", "13800000001", "网格员", "城关街道/东街社区/东关家属院", "1", EXAMPLE),
        ("王建社", "13800000002", "村（社区）干部", "城关街道/东街社区", "", EXAMPLE),
        ("李值班", "13800000003", "乡镇（街道）值班", "城关街道", "", EXAMPLE),
        ("张经办", "13800000004", "部门经办人", "城管局", "", EXAMPLE),
        ("赵值班", "13800000005", "县值班", "", "", EXAMPLE),
    ),
    Sheet.GROUPS: (
        ("东关家属院邻里群", "居民群", "城关街道/东街社区/东关家属院", "网关", "", "", EXAMPLE),
        ("城管局工作群", "部门群", "城管局", "网关", "", "", EXAMPLE),
    ),
}
_HOW = (
    ("各表", "状态", "空着就是在用。写“示例”的行不导入。不用了写“结束”，不要删行：记录一直留着"),
    (
        "各表",
        "下拉",
        "级别、岗位、种类、类别这些格子有下拉可以选，照着写也行；几样写在一格里的，用顿号隔开",
    ),
    ("各表", "空格", "已经登记过的，空着就是不改；要去掉别名或电话，写“无”"),
    ("地区", "级别", "乡镇、村、网格三种；街道写乡镇，社区写村。县已经有了，不用写"),
    ("地区", "上级", "写名称就行；有重名的写全，如 城关街道/东街社区"),
    ("地区", "代码", "可以空着，系统自己编。再次导入时按代码认，没有代码按名称和上级认"),
    ("人员", "姓名", "一行一个岗位，一人两个岗位写两行。同名的人靠手机号分清"),
    ("人员", "岗位", "、".join(ROLE_NAMES.values())),
    ("人员", "地区或部门", "写地区名称（重名的写全）或部门名称；县值班、坐席、管理员可以空着"),
    ("人员", "次序", "1 先接任务，不在再找 2；空着按先后"),
    ("群", "类型", "居民群、工作群写地区，部门群写部门"),
    ("群", "渠道", "网关、智能机器人、群机器人、聊天页"),
    ("群", "群号", "网关或机器人报来的群编号；空着就用群名当编号"),
    ("部门", "所在地区", "县直部门空着；派出所、乡镇站所写它管的乡镇"),
    ("部门", "种类", "、".join(words[0] for words in KINDS.values())),
    ("权责清单", "事项", "写事项类别的名称，几样用顿号隔开；都有哪些见“事项类别”表"),
)


def template(categories: Categories) -> bytes:
    """The five sheets with examples, how they are filled in, and the kinds of matters."""
    book = Book()
    _how(book)
    offered = _offered(Column(FORMS[Sheet.REGIONS].name, "C"))
    for sheet, rows in _EXAMPLES.items():
        _write(book, sheet, rows, offered)
    _kinds(book, categories)
    return book.content()


def roster(county: CountyFile, categories: Categories) -> bytes:
    """The county as it stands, in the same form: to be edited and handed in again."""
    book = Book()
    _how(book)
    regions = Regions(county.regions)
    ways = {one.code: regions.path(one) for one in county.regions}
    names = {one.id: one for one in county.people}
    written: dict[Sheet, list[Sequence[str]]] = {
        Sheet.REGIONS: list(_regions(county, ways)),
        Sheet.DEPARTMENTS: [
            (d.name, _word(KINDS, d.kind), _above(d.region, county, ways), "、".join(d.aliases),
             "是" if d.on_desk else "", d.phone, "")
            for d in county.departments
        ],
        Sheet.DUTIES: [
            (d.name, "、".join(_leaf(one, categories) for one in d.responsibilities), "")
            for d in county.departments
            if d.responsibilities
        ],
        Sheet.PEOPLE: [
            (names[p.person].name, names[p.person].phone, ROLE_NAMES[p.role],
             p.department or ways[p.region], str(p.rank + 1), "")
            for p in county.posts
        ],
        Sheet.GROUPS: [
            (g.name, _word(GROUP_KINDS, g.kind), g.department or ways[g.region],
             _word(CHANNELS, g.channel), g.id, "是" if g.is_read_only else "", "")
            for g in county.groups
        ],
    }  # fmt: skip
    seats = (*ways.values(), *(one.name for one in county.departments))
    offered = _offered(seats)
    for sheet, rows in written.items():
        _write(book, sheet, rows, offered)
    _kinds(book, categories)
    return book.content()


def _offered(seats: Offered) -> dict[Sheet, dict[str, Offered]]:
    """What the drop-downs of each table offer, by the key of the column."""
    yes_or_no, ended = (YES[0], NO[1]), (ENDED[0],)
    kinds = tuple(words[0] for words in GROUP_KINDS.values())
    return {
        Sheet.REGIONS: {
            "level": tuple(words[0] for words in LEVELS.values()),
            "parent": seats,
            "state": ended,
        },
        Sheet.DEPARTMENTS: {
            "kind": tuple(words[0] for words in KINDS.values()),
            "seat": seats,
            "on_desk": yes_or_no,
            "state": ended,
        },
        Sheet.DUTIES: {"department": _DEPARTMENTS, "leaves": _LEAVES, "state": ("不再负责",)},
        Sheet.PEOPLE: {"role": tuple(ROLE_NAMES.values()), "seat": seats, "state": ended},
        Sheet.GROUPS: {
            "kind": kinds,
            "seat": seats,
            "channel": tuple(words[0] for words in CHANNELS.values()),
            "only_read": yes_or_no,
            "state": ended,
        },
    }


def _regions(county: CountyFile, ways: dict[str, str]) -> Iterator[Sequence[str]]:
    for level in (Level.TOWNSHIP, Level.VILLAGE, Level.GRID):
        for one in county.regions:
            if one.level is level:
                above = _above(one.parent, county, ways)
                households = str(one.households or "")
                other = "、".join(one.aliases)
                yield LEVELS[level][0], one.name, above, one.code, households, other, ""


def _above(code: str, county: CountyFile, ways: dict[str, str]) -> str:
    return "" if code == county.county.code else ways[code]


def _leaf(leaf_id: str, categories: Categories) -> str:
    found = categories.leaves.get(leaf_id)
    return found.name if found is not None else leaf_id


def _word(choices: Mapping[C, tuple[str, ...]], code: C) -> str:
    return choices.get(code, (str(code),))[0]


def _write(
    book: Book,
    sheet: Sheet,
    rows: Sequence[Sequence[str]],
    offered: Mapping[Sheet, Mapping[str, Offered]],
) -> None:
    form = FORMS[sheet]
    head = [one.headings[0] for one in form.columns]
    lists = {form.heading(key): one for key, one in offered[sheet].items()}
    book.sheet(form.name, form.name, head, form.widths, rows, lists)


def _how(book: Book) -> None:
    book.sheet("说明", "怎么填", ("表", "列", "怎么写"), (12, 14, 90), _HOW)


def _kinds(book: Book, categories: Categories) -> None:
    tops = [(one.name, one.id) for one in categories.leaves.values()]
    book.sheet(_LEAVES.sheet, _LEAVES.sheet, ("名称", "编号"), (40, 30), tops)
