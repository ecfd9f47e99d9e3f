"""The words people write for levels, roles, kinds and channels, and what each of them means."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from storage.codes import GroupKind, Level, Role

C = TypeVar("C")

LEVELS = {
    Level.TOWNSHIP: ("乡镇", "街道", "乡镇街道", "乡", "镇", "办事处"),
    Level.VILLAGE: ("村", "社区", "村社区", "行政村", "居委会", "村委会"),
    Level.GRID: ("网格",),
}
ROLES = {
    Role.GRID_MEMBER: ("网格员", "专职网格员", "兼职网格员", "副网格员"),
    Role.GRID_LEAD: ("网格长",),
    Role.VILLAGE_CADRE: ("村社区干部", "村干部", "社区干部", "村书记", "社区书记", "村主任", "社区主任"),
    Role.MEDIATOR: ("调解员", "人民调解员"),
    Role.POLICE: ("民警", "社区民警", "警员", "辅警"),
    Role.LEGAL_ADVISER: ("法律顾问", "律师"),
    Role.DEPARTMENT_CLERK: ("部门经办人", "经办人", "部门值班", "部门联络员", "联络员"),
    Role.DEPARTMENT_LEADER: ("部门负责人", "负责人", "局长", "所长"),
    Role.TOWNSHIP_DUTY: ("乡镇街道值班", "乡镇值班", "街道值班", "镇值班", "乡值班"),
    Role.COUNTY_DUTY: ("县值班", "县值班员"),
    Role.CHILD_OFFICER: ("儿童督导员",),
    Role.CENTRE_OPERATOR: ("中心坐席", "坐席", "中心受理员", "受理员"),
    Role.LEADER: ("领导", "分管领导", "包案领导"),
    Role.ADMINISTRATOR: ("管理员",),
}  # fmt: skip
GROUP_KINDS = {
    GroupKind.RESIDENTS: ("居民群", "业主群", "村民群", "网格群"),
    GroupKind.STAFF: ("工作群", "网格员群", "值班群"),
    GroupKind.DEPARTMENT: ("部门群",),
}
CHANNELS = {
    "bridge": ("网关", "接入口", "桥接"),
    "wecom_aibot": ("智能机器人", "企业微信智能机器人"),
    "group_robot": ("群机器人",),
    "webchat": ("聊天页", "演示页", "网页"),
}
KINDS = {
    "urban_management": ("城管", "城市管理"),
    "housing_construction": ("住建", "住房"),
    "power_supply": ("供电", "电力"),
    "water_supply": ("自来水", "供水"),
    "gas_supply": ("燃气", "天然气"),
    "traffic_police": ("交警",),
    "police_station": ("公安", "派出所"),
    "fire_rescue": ("消防",),
    "medical_emergency": ("急救", "医疗", "医院"),
    "emergency_management": ("应急",),
    "human_resources": ("人社", "人力资源"),
    "civil_affairs": ("民政",),
    "womens_federation": ("妇联",),
    "education": ("教育", "教体"),
    "market_regulation": ("市场监管", "市监"),
    "ecology": ("生态环境", "环保"),
    "water_resources": ("水利",),
    "natural_resources": ("自然资源",),
    "agriculture": ("农业农村", "农业"),
    "justice": ("司法",),
    "transport": ("交通",),
    "health": ("卫健", "卫生"),
    "culture_tourism": ("文旅", "文广"),
    "discipline_inspection": ("纪委", "监委"),
    "administrative_approval": ("行政审批", "政务服务"),
    "other": ("其他",),
}
ENDED = (
    "结束", "停用", "撤销", "离任", "离岗", "离职", "解散", "不再负责", "退休", "调离", "已结束",
    "作废",
)  # fmt: skip
IN_USE = ("", "在用", "在岗", "正常", "使用中", "启用", "负责")
EXAMPLE = "示例"
NOTHING = "无"
YES, NO = ("是", "有", "对", "√", "1"), ("", "否", "无", "没有", "0", "×")
_CUT = re.compile(r"[\s()（）/、]")


def plain(words: str) -> str:
    """The word without what people put between its parts: 村（社区）干部 is 村社区干部."""
    return _CUT.sub("", words)


def meant(words: str, choices: Mapping[C, tuple[str, ...]]) -> C | None:
    """What the word means, when it is one of those people use."""
    asked = plain(words)
    return next((code for code, known in choices.items() if asked in (code, *known)), None)


def near(words: str, choices: Mapping[C, tuple[str, ...]]) -> str:
    """What to write instead: the nearest word, or all there are."""
    known = [word for several in choices.values() for word in several]
    close = get_close_matches(plain(words), known, 1)
    firsts = "、".join(several[0] for several in choices.values())
    return f"是不是想写“{close[0]}”" if close else f"可以写：{firsts}"


def kind_in(name: str) -> str:
    """The kind that a department's name tells of."""
    return next((k for k, words in KINDS.items() if any(w in name for w in words)), "other")
