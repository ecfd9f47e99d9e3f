"""The five tables of a roster: their sheets, their columns, and how people head them."""

from dataclasses import dataclass
from enum import StrEnum

from bot.sheets.heads import Column


class Sheet(StrEnum):
    """One table of the roster."""

    REGIONS = "regions"
    DEPARTMENTS = "departments"
    DUTIES = "duties"
    PEOPLE = "people"
    GROUPS = "groups"


@dataclass(frozen=True)
class Form:
    """What a table is called and which columns it has."""

    name: str
    columns: tuple[Column, ...]
    widths: tuple[int, ...]

    def heading(self, key: str) -> str:
        """What stands over this column; the key itself where there is none."""
        return next((one.headings[0] for one in self.columns if one.name == key), key)


def _column(name: str, *headings: str, needed: bool = False) -> Column:
    return Column(name, headings, is_needed=needed)


_STATE = _column("state", "状态", "备注状态")
_SEAT = ("地区或部门", "单位", "网格或部门", "所在地区", "所属地区", "地区", "网格", "部门")

FORMS = {
    Sheet.REGIONS: Form(
        "地区",
        (
            _column("level", "级别", "层级", needed=True),
            _column("name", "名称", "地区", "地区名称", needed=True),
            _column("parent", "上级", "上级地区", "所属"),
            _column("code", "代码", "编码", "编号"),
            _column("households", "户数"),
            _column("aliases", "别名", "俗称", "叫法"),
            _STATE,
        ),
        (12, 22, 30, 14, 8, 30, 10),
    ),
    Sheet.DEPARTMENTS: Form(
        "部门",
        (
            _column("name", "部门", "部门名称", "名称", needed=True),
            _column("kind", "种类", "类型"),
            _column("seat", "所在地区", "地区", "所属地区"),
            _column("aliases", "别名", "叫法", "简称"),
            _column("on_desk", "有窗口", "窗口"),
            _column("phone", "值班电话", "电话"),
            _STATE,
        ),
        (22, 14, 22, 30, 8, 16, 10),
    ),
    Sheet.DUTIES: Form(
        "权责清单",
        (
            _column("department", "部门", "部门名称", needed=True),
            _column("leaves", "事项", "事项类别", "类别", needed=True),
            _STATE,
        ),
        (22, 40, 12),
    ),
    Sheet.PEOPLE: Form(
        "人员",
        (
            _column("name", "姓名", "名字", needed=True),
            _column("phone", "手机号", "手机", "电话", "联系电话", "手机号码"),
            _column("role", "岗位", "职务", "角色", needed=True),
            _column("seat", *_SEAT),
            _column("rank", "次序", "顺序"),
            _STATE,
        ),
        (12, 16, 20, 40, 8, 10),
    ),
    Sheet.GROUPS: Form(
        "群",
        (
            _column("name", "群名", "群名称", "名称", needed=True),
            _column("kind", "类型", "种类", needed=True),
            _column("seat", *_SEAT, needed=True),
            _column("channel", "渠道"),
            _column("id", "群号", "群编号", "群ID", "编号"),
            _column("only_read", "只听不说", "只听"),
            _STATE,
        ),
        (30, 12, 40, 16, 26, 10, 10),
    ),
}
