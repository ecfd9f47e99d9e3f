"""An empty old ledger, with examples of what stands in each column."""

from bot.papers.sheets import Book, Offered
from handlers.situation import World
from storage.codes import Level

FILE_NAME = "旧台账导入表.xlsx"
_HEAD = (
    "原编号", "受理时间", "乡镇（街道）", "村（社区）", "网格", "地点", "类别", "反映事项", "责任单位",
    "办结时间", "办理结果", "满意度", "备注",
)  # fmt: skip
_WIDTHS = (12, 14, 14, 14, 14, 18, 14, 36, 16, 14, 36, 10, 16)
_EXAMPLES = (
    ("2025-017", "2025-3-5", "", "", "", "3号楼前", "路灯不亮", "院里三个路灯都不亮，老人晚上出门看不见",
     "城管局", "2025-3-8", "换了三个灯泡，当晚亮了", "满意", "示例，请删去"),
    ("2025-018", "2025年3月6日", "", "", "", "村口小桥", "", "桥栏杆断了一截，怕孩子掉下去",
     "", "2025年3月20日", "栏杆已重新焊好", "", "示例，请删去"),
)  # fmt: skip


def form_file(world: World) -> bytes:
    """The form as an Excel file; places, kinds and units of the county can be chosen from a list."""
    book = Book()
    title = "旧台账导入表（只填办结了的；受理时间、反映事项必填；不要填姓名、电话）"
    book.sheet("旧台账", title, _HEAD, _WIDTHS, _EXAMPLES, _lists(world))
    return book.content()


def _lists(world: World) -> dict[str, Offered]:
    directory = world.directory
    names = {
        level: tuple(dict.fromkeys(r.name for r in directory.live_regions if r.level is level))
        for level in (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)
    }
    return {
        "乡镇（街道）": names[Level.TOWNSHIP],
        "村（社区）": names[Level.VILLAGE],
        "网格": names[Level.GRID],
        "类别": tuple(one.name for one in world.categories.leaves.values()),
        "责任单位": tuple(one.name for one in directory.departments.values()),
        "满意度": ("满意", "基本满意", "不满意"),
    }
