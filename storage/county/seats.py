"""Which level stands below which, and where a role may hold its post."""

from storage.codes import Level, Role

ABOVE = {
    Level.TOWNSHIP: Level.COUNTY,
    Level.VILLAGE: Level.TOWNSHIP,
    Level.GRID: Level.VILLAGE,
}

LEVEL_NAMES = {
    Level.CITY: "市",
    Level.COUNTY: "县",
    Level.TOWNSHIP: "乡镇（街道）",
    Level.VILLAGE: "村（社区）",
    Level.GRID: "网格",
}

ROLE_NAMES = {
    Role.GRID_MEMBER: "网格员",
    Role.GRID_LEAD: "网格长",
    Role.VILLAGE_CADRE: "村（社区）干部",
    Role.MEDIATOR: "调解员",
    Role.POLICE: "民警",
    Role.LEGAL_ADVISER: "法律顾问",
    Role.DEPARTMENT_CLERK: "部门经办人",
    Role.DEPARTMENT_LEADER: "部门负责人",
    Role.TOWNSHIP_DUTY: "乡镇（街道）值班",
    Role.COUNTY_DUTY: "县值班",
    Role.CHILD_OFFICER: "儿童督导员",
    Role.CENTRE_OPERATOR: "中心坐席",
    Role.LEADER: "领导",
    Role.ADMINISTRATOR: "管理员",
}
"""The roles a post may have; residents and the bot need none."""

DEPARTMENT_ROLES = frozenset({Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER})

_HELPERS = frozenset({Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY})

REGION_ROLES = {
    Role.GRID_MEMBER: frozenset({Level.GRID}),
    Role.GRID_LEAD: frozenset({Level.GRID}),
    Role.VILLAGE_CADRE: frozenset({Level.VILLAGE}),
    Role.MEDIATOR: _HELPERS,
    Role.POLICE: _HELPERS,
    Role.LEGAL_ADVISER: _HELPERS,
    Role.TOWNSHIP_DUTY: frozenset({Level.TOWNSHIP}),
    Role.COUNTY_DUTY: frozenset({Level.COUNTY}),
    Role.CHILD_OFFICER: frozenset({Level.COUNTY}),
    Role.CENTRE_OPERATOR: frozenset({Level.COUNTY}),
    Role.LEADER: frozenset({Level.TOWNSHIP, Level.COUNTY}),
    Role.ADMINISTRATOR: frozenset({Level.COUNTY}),
}
