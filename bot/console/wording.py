"""How the console's pages put moments, people and codes into words."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from bot.channels.called import called
from handlers import texts
from handlers.directory import Directory
from handlers.survey.shares import RateName
from handlers.wording import number, when
from storage.clock import local
from storage.codes import (
    AttemptState,
    AuditKind,
    AuditSource,
    BroadcastState,
    CaseState,
    Colour,
    ConsultTrigger,
    DelegateState,
    LetterState,
    Level,
    MessageKind,
    Move,
    OutboxState,
    RefusalCode,
    Role,
    RosterAct,
    SurveyChannel,
    SurveyKind,
    SurveyState,
    TaskKind,
    TimerKind,
    Urgency,
    VisitKind,
    WhistleRole,
    WhistleState,
)
from storage.console import CaseFile, Names
from storage.lookups import hide_code
from storage.tables.case import CaseEvent
from storage.tables.message import InboundMessage
from storage.tables.person import Person, Post

if TYPE_CHECKING:
    from bot.console.visitor import Visitor

_NOT_STAFF = (Role.RESIDENT, Role.BOT)  # the bot writes down what a resident caused
_IN_PLACE = {Role.TOWNSHIP_DUTY: "值班", Role.VILLAGE_CADRE: "干部"}  # after the name of a place
_GROUPS = {"group": "居民群", "staff_group": "工作群"}
_TEMPLATES = Path(__file__).parent / "templates"


def templates() -> jinja2.Environment:
    """The pages' templates; everything written into them is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "label": label,
        "number": number,
        "masked": masked,
        "posts": visitors_posts,
        "browser": browser,
        "channel": called,
        "reader": reader,
        "actor": actor,
        "when": moment,
        "minute": lambda at: f"{local(at):%Y-%m-%dT%H:%M}",
        "left": left,
        "without_code": hide_code,
    }
    return environment


_KEYS: dict[type[StrEnum], Callable[[str], str]] = {
    AttemptState: lambda code: f"attempt_state.{code}",
    AuditKind: lambda code: f"audit_kind.{code}",
    AuditSource: lambda code: f"audit_source.{code}",
    BroadcastState: lambda code: f"broadcast_state.{code}",
    CaseState: lambda code: f"case_state.{code}",
    Colour: lambda code: f"colour.{code}",
    ConsultTrigger: lambda code: f"consult_trigger.{code}",
    DelegateState: lambda code: f"delegate_state.{code}",
    LetterState: lambda code: f"letter_state.{code}",
    Level: lambda code: f"level.{code}",
    Move: lambda code: f"move.{code}",
    OutboxState: lambda code: f"outbox_state.{code}",
    RateName: lambda code: f"rate.{code}",
    RefusalCode: lambda code: f"refusal_code.{code}",
    RosterAct: lambda code: f"roster_act.{code}",
    Role: lambda code: f"role.{code}",
    SurveyChannel: lambda code: f"survey_channel.{code}",
    SurveyKind: lambda code: f"survey_kind.{code}",
    SurveyState: lambda code: f"survey_state.{code}",
    TaskKind: lambda code: f"task_kind.{code}",
    TimerKind: lambda code: f"timer_kind.{code}",
    VisitKind: lambda code: f"visit_kind.{code}",
    Urgency: lambda code: f"urgency.{code}",
    WhistleRole: lambda code: f"whistle_role.{code}",
    WhistleState: lambda code: f"whistle_state.{code}",
}


def posts_of(person: Person, directory: Directory) -> str:
    """The posts of a person in words: 城管局部门经办人，县值班."""
    return "，".join(_post(one, directory) for one in directory.posts_of(person.id))


def _post(post: Post, directory: Directory) -> str:
    region, department = directory.region(post.region_id), directory.department(post.department_id)
    of_county = region is not None and region.level is Level.COUNTY and "县" in label(post.role)
    where = department.name if department else region.name if region and not of_county else ""
    short = _IN_PLACE.get(post.role) if region is not None else None
    return f"{where}{short or label(post.role)}"


def visitors_posts(visitor: "Visitor") -> str:
    """The posts of whoever looks at the page."""
    return posts_of(visitor.speaker.person, visitor.world.directory) or "没有岗位"


def names_in(directory: Directory) -> Names:
    """What staff, departments and regions are called, without asking the database."""
    return Names(directory.people_names, directory.department_names, directory.regions)


def browser(device: str) -> str:
    """A browser as people call it, from how it calls itself."""
    names = (
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
    )
    found = next((name for mark, name in names if mark in device), "浏览器")
    return f"手机{found}" if "Mobile" in device else found


def label(code: StrEnum | None) -> str:
    """What a code is called; nothing for none."""
    return texts.render(_KEYS[type(code)](code.value)) if code is not None else ""


def masked(name: str) -> str:
    """A resident's name as a reader of the console gets it: the first character only."""
    return f"{name[:1]}**" if name else "（不详）"


def reader(audience: str) -> str:
    """Whom words were meant for; a resident is named by the first character only."""
    kind, _, name = audience.partition(":")
    if kind == "private":
        return f"私聊 {masked(name)}"
    role = next((role for role in Role if role.value == kind), None)
    return name or _GROUPS.get(kind) or label(role) or "工作人员"


def actor(event: CaseEvent, names: Names) -> str:
    """Who did it: staff by name and role, residents masked, else what they are."""
    role, name = label(event.actor_role), names.person(event.actor_id)
    if not name:
        return role
    return masked(name) if event.actor_role in _NOT_STAFF else f"{name}（{role}）"


def moment(at: datetime | None, now: datetime) -> str:
    """A moment as people say it; nothing for none."""
    return when(at, now) if at is not None else ""


def left(due_at: datetime | None, now: datetime) -> str:
    """How long it is to a deadline, or since it: 还有3小时, 已超2天."""
    if due_at is None:
        return ""
    minutes = max(1, int(abs((due_at - now).total_seconds()) // 60))
    days, hours = minutes // 1440, minutes // 60
    length = f"{days}天" if days else f"{hours}小时" if hours else f"{minutes}分钟"
    return f"还有{length}" if due_at >= now else f"已超{length}"


def _heard(row: InboundMessage) -> str:
    """What somebody said; of a file that could not be had also why."""
    said = row.text or texts.render(f"message_kind.{row.kind.value}")
    why = row.data.get("not_kept", "")
    return f"{said}{texts.render('failure.file_missing', why=why)}" if why else said


def talk(found: CaseFile) -> list[dict[str, Any]]:
    """What was heard and said about a case, oldest first."""
    heard = [
        {
            "at": row.sent_at,
            "who": row.sender_name,
            "is_bot": False,
            "is_group": row.is_group,
            "text": _heard(row),
            "picture": row.data.get("file", "") if row.kind is MessageKind.IMAGE else "",
        }
        for row in found.heard
        if row.kind is not MessageKind.RECALL
    ]
    said = [
        {
            "at": row.sent_at or row.created_at,
            "who": row.audience,
            "is_bot": True,
            "is_group": row.is_group,
            "text": hide_code(row.text),  # a resident's own, also while it is good
            "picture": "",
        }
        for row in found.said
    ]
    return sorted((*heard, *said), key=lambda one: one["at"])
