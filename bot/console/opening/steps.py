"""The steps from an empty county to the first closed case, and which of them are done."""

from collections import Counter
from dataclasses import dataclass

from bot.channels.called import called
from bot.console.visitor import Visitor
from handlers.directory import Directory
from handlers.permissions import COUNTY
from storage.codes import GroupKind, Level, Role
from storage.opening import Opening

_CHANNELS = ("official_account", "wecom", "wecom_kf", "wecom_aibot", "bridge", "webchat")


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it stands, and where it is done."""

    key: str
    name: str
    is_done: bool
    stands: str  # how it stands now, in words
    todo: str = ""  # what is still missing
    path: str = ""  # where it is done
    link: str = ""
    act: str = ""  # what a press on it does, instead of leading there
    is_optional: bool = False


def steps(visitor: Visitor, opening: Opening, channels: tuple[str, ...]) -> tuple[Step, ...]:
    """Every step in its order."""
    directory = visitor.world.directory
    return (
        _county(directory),
        _regions(directory),
        _people(directory, visitor),
        _departments(directory),
        _groups(directory),
        _accounts(directory, opening),
        _channels(channels),
        _codes(channels),
        _trial(opening, channels),
    )


def _county(directory: Directory) -> Step:
    county = directory.county
    missing = "还没填值班电话，险情里要告诉群众" if not county.duty_phone else ""
    told = f"{county.name}，{county.centre_name}"
    return Step("county", "县的名称和电话", not missing, told, missing, "#county", "填写")


def _regions(directory: Directory) -> Step:
    live = Counter(one.level for one in directory.live_regions)
    names = {Level.TOWNSHIP: "乡镇街道", Level.VILLAGE: "村社区", Level.GRID: "网格"}
    told = "，".join(f"{name} {live[level]} 个" for level, name in names.items())
    missing = "" if live[Level.GRID] else "填好模板里的“地区”表，导入"
    return Step("regions", "地区", not missing, told, missing, "/console/roster/import", "导入")


def _people(directory: Directory, visitor: Visitor) -> Step:
    now = visitor.now
    grids = [one for one in directory.live_regions if one.level is Level.GRID]
    empty = sum(not directory.grid_team(one.id, now) for one in grids)
    duty = directory.holders(Role.COUNTY_DUTY, now, region_id=directory.top.id)
    missing = []
    if not duty:
        missing.append("还没有县值班：险情和没人接的事要有人")
    if empty and grids:
        missing.append(f"还有 {empty} 个网格没有网格员，事情会先到村里")
    is_done = bool(duty) and bool(grids) and empty < len(grids)
    told = f"办事的人 {len(directory.staff)} 位"
    return Step(
        "people", "人员", is_done, told, "；".join(missing), "/console/roster/import", "导入"
    )


def _departments(directory: Directory) -> Step:
    several = directory.departments.values()
    listed = sum(bool(one.responsibilities) for one in several)
    told = f"部门 {len(several)} 个，{listed} 个填了权责清单"
    missing = "" if listed else "没有权责清单，吹哨不知道找谁"
    path = "/console/roster/departments" if several else "/console/roster/import"
    return Step("departments", "部门和权责清单", bool(listed), told, missing, path, "去填")


def _groups(directory: Directory) -> Step:
    kinds = Counter(one.kind for one in directory.groups.values())
    residents = kinds[GroupKind.RESIDENTS]
    told = f"居民群 {residents} 个，部门群 {kinds[GroupKind.DEPARTMENT]} 个"
    missing = "" if residents else "居民群要绑到网格，机器人才知道说的是哪儿"
    return Step(
        "groups", "微信群", bool(residents), told, missing, "/console/roster/groups", "登记"
    )


def _accounts(directory: Directory, opening: Opening) -> Step:
    staffed = {
        key for key in directory.staff if COUNTY & {post.role for post in directory.posts_of(key)}
    }
    able = len(opening.accounts & directory.staff.keys())
    is_done = bool(opening.accounts & staffed)
    missing = "" if is_done else "给县值班或坐席开一个账号，才有人看得到事项"
    told = f"{able} 人能登录"
    return Step("accounts", "账号", is_done, told, missing, "/console/accounts", "开账号")


def _channels(channels: tuple[str, ...]) -> Step:
    names = [called(key) for key in _CHANNELS if key in channels]
    told = f"接好了：{'、'.join(names)}" if names else "还没有接渠道"
    missing = (
        "" if names else "在设置文件里填好一个渠道，运行 gridwhistle check-settings，再重新启动"
    )
    return Step("channels", "渠道", bool(names), told, missing)


def _codes(channels: tuple[str, ...]) -> Step:
    has_account = "official_account" in channels
    told = (
        "在服务器上运行 gridwhistle qr --out 二维码，打印出来贴到楼下"
        if has_account
        else "接了公众号才用得上；不接就跳过"
    )
    return Step("codes", "二维码", is_done=False, stands=told, is_optional=True)


def _trial(opening: Opening, channels: tuple[str, ...]) -> Step:
    name = "发一条试试，办到了结"
    if opening.first_closed is not None:
        told = f"第一件已经了结：#{opening.first_closed:05d}"
        path = f"/console/cases/{opening.first_closed}"
        return Step("trial", name, is_done=True, stands=told, path=path, link="看看")
    if opening.has_case:
        told, missing = "收到了，已经登记", "办完、回访过，就算第一件"
        return Step("trial", name, is_done=False, stands=told, todo=missing, path="/console/")
    told = "收到过消息，还没有要登记的" if opening.is_heard else "还没有收到过消息"
    missing = "在居民群里说一句，如“3号楼前面下水道堵了”"
    if "webchat" not in channels:
        return Step("trial", name, is_done=False, stands=told, todo=missing)
    if not opening.has_residents:
        missing = "聊天页上还没有居民：先请两位试用居民，进一个网格的试用群"
        act = "/console/opening/trial"
        return Step(
            "trial", name, is_done=False, stands=told, todo=missing, act=act, link="准备试用的群"
        )
    missing = f"打开聊天页，坐到试用居民的位置上，{missing}"
    return Step(
        "trial", name, is_done=False, stands=told, todo=missing, path="/chat/", link="打开聊天页"
    )
