"""Who may make which move on which case, and in which role."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.directory import Directory
from handlers.situation import CaseView, Speaker
from storage.codes import Level, Move, Role
from storage.tables.case import Case
from storage.tables.person import Post

GRID = frozenset({Role.GRID_MEMBER, Role.GRID_LEAD})
DEPARTMENT = frozenset({Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER, Role.POLICE})
DUTY = frozenset({Role.TOWNSHIP_DUTY, Role.COUNTY_DUTY, Role.CENTRE_OPERATOR})
COUNTY = frozenset({Role.COUNTY_DUTY, Role.CENTRE_OPERATOR})
STAFF = GRID | DEPARTMENT | DUTY | {Role.VILLAGE_CADRE, Role.LEADER, Role.CHILD_OFFICER}
_LOCAL = GRID | DUTY | {Role.VILLAGE_CADRE, Role.BOT}

WHO_MAY: dict[Move, frozenset[Role]] = {
    Move.REGISTER: STAFF | {Role.BOT},
    Move.RAISE_ALARM: STAFF | {Role.BOT},
    Move.JOIN: STAFF | {Role.BOT, Role.RESIDENT},
    Move.SUPPLEMENT: STAFF | {Role.BOT, Role.RESIDENT},
    Move.SELF_HANDLE: GRID | {Role.VILLAGE_CADRE, Role.TOWNSHIP_DUTY},
    Move.PASS_UP: _LOCAL,
    Move.WHISTLE: DUTY | {Role.BOT},
    Move.REPORT_IN: DEPARTMENT,
    Move.REFUSE: DEPARTMENT,
    Move.APPROVE_REFUSAL: COUNTY,
    Move.DENY_REFUSAL: COUNTY,
    Move.PROGRESS: STAFF,
    Move.FINISH: STAFF - {Role.LEADER},
    Move.SURVEY: frozenset({Role.BOT}),
    Move.CLOSE: COUNTY | {Role.RESIDENT, Role.BOT},
    Move.REOPEN: COUNTY | {Role.RESIDENT, Role.BOT},
    Move.BEYOND_LAW: COUNTY | {Role.LEADER},
    Move.WITHDRAW: DUTY | {Role.RESIDENT},
    Move.FALSE_ALARM: STAFF - {Role.LEADER},
    Move.CONFIRM_ALARM: _LOCAL - {Role.BOT} | {Role.LEADER, Role.CHILD_OFFICER},
    Move.HAND_OFF: DUTY,
    Move.ADMIT: frozenset({Role.COUNTY_DUTY}),
    Move.MERGE: DUTY,
    Move.SPLIT: DUTY,
    Move.GUIDE: DUTY,
    Move.REASSIGN: DUTY,
    Move.RELEASE: DUTY,
    Move.CONSULT: DUTY | DEPARTMENT | {Role.LEADER, Role.BOT},
    Move.CONCLUDE: DUTY,
    Move.SIGN: COUNTY,
    Move.APPROVE_WHISTLE: COUNTY | {Role.LEADER},
    Move.DENY_WHISTLE: COUNTY | {Role.LEADER},
    Move.ESCALATE: DUTY | {Role.VILLAGE_CADRE, Role.BOT},
    Move.NOTE: STAFF | {Role.BOT},
    Move.REMIND: DUTY | {Role.VILLAGE_CADRE, Role.LEADER},
    # ---- more time, and questions
    Move.EXTEND: STAFF - {Role.LEADER},
    Move.APPROVE_EXTENSION: DUTY,
    Move.SUSPEND: DEPARTMENT | DUTY,
    Move.APPROVE_SUSPENSION: DUTY,
    Move.DENY_DEFERRAL: DUTY,
    Move.RESUME: DEPARTMENT | DUTY | {Role.BOT},
    Move.QUESTION: STAFF - {Role.LEADER},
    Move.RECLASSIFY: DUTY,
}

_WHISTLED = DEPARTMENT | {Role.COUNTY_DUTY}
CIRCLES: dict[str, frozenset[Role]] = {
    # domain 3b#5, 3e, 2.4: who may know of it at all; a grid member may be kin of the abuser
    "domestic_violence": _WHISTLED,
    "child_protection": _WHISTLED | {Role.CHILD_OFFICER},
    "official_conduct": _WHISTLED,
    "crime_tip": _WHISTLED,
    "wage_arrears": _WHISTLED | {Role.TOWNSHIP_DUTY},
    # whoever is near may save a life; nobody else hears of it
    "suicide_risk": _WHISTLED | DUTY | GRID | {Role.VILLAGE_CADRE, Role.LEADER},
    # 3a: the village's own books are not looked into by the village
    "village_affairs": _WHISTLED | DUTY,
}
CONFIDENTIAL = DEPARTMENT | DUTY
SEAT = {
    Level.GRID: Role.GRID_MEMBER,
    Level.VILLAGE: Role.VILLAGE_CADRE,
    Level.TOWNSHIP: Role.TOWNSHIP_DUTY,
    Level.COUNTY: Role.COUNTY_DUTY,
    Level.CITY: Role.COUNTY_DUTY,
}
_ADMITTED = "admitted:person:"
_NAMELESS = "nameless:person:"
_AVOID = "avoid:person:"
_AVOID_DEPARTMENT = "avoid:department:"


@dataclass(frozen=True)
class Permit:
    """Whether a move is allowed: in which roles, or the key of the sentence that says why not."""

    roles: frozenset[Role]
    refusal: str = ""

    def __bool__(self) -> bool:
        """True when the move is allowed."""
        return bool(self.roles)


def may(speaker: Speaker, view: CaseView, move: Move, directory: Directory) -> Permit:
    """Whether the speaker may make this move on this case, and in which roles."""
    standing = roles_on(speaker, view, directory)
    if not standing:
        return Permit(frozenset(), "told.not_yours")
    roles = standing & WHO_MAY[move]
    return Permit(roles) if roles else Permit(roles, "told.not_your_move")


def roles_on(speaker: Speaker, view: CaseView, directory: Directory) -> frozenset[Role]:
    """The roles in which the speaker has to do with this case; empty for a stranger to it."""
    case = view.case
    if speaker.id in avoided(case):
        return frozenset()
    roles = {p.role for p in speaker.posts if _stands(p, view, directory)}
    if case.owner_id == speaker.id:
        roles.add(SEAT[case.level])
    circle = circle_of(case)
    if circle is not None and speaker.id not in admitted(case):
        roles &= circle
    if speaker.id in view.reporter_ids:
        roles.add(Role.RESIDENT)
    return frozenset(roles)


def may_see(speaker: Speaker, view: CaseView, directory: Directory) -> bool:
    """Whether the speaker may read what is in the case: chat, tasks, cards, reasons, console."""
    return bool(roles_on(speaker, view, directory))


def may_reach(speaker: Speaker, view: CaseView, directory: Directory) -> bool:
    """Whether the speaker works on the case and may know the exact door and number (2.4).

    A department may once it has reported in; whoever only oversees need not know.
    """
    roles = roles_on(speaker, view, directory)
    if roles & (_LOCAL | {Role.CHILD_OFFICER}):
        return True
    own = {post.department_id for post in speaker.posts if post.department_id is not None}
    come = (w for w in view.in_force if w.reported_in_at is not None)
    return bool(roles & DEPARTMENT) and any(w.department_id in own for w in come)


def may_ask(person_id: int, view: CaseView, *, is_public: bool) -> bool:
    """Whether a resident may hear how far it is: of what is not public only who told it."""
    open_to_all = is_public and not is_hidden(view.case)
    return open_to_all or person_id in view.reporter_ids


def may_hear(person_id: int, roles: Iterable[Role], case: Case) -> bool:
    """Whether a member of staff may be told what is in the case, whoever wants to tell them."""
    if person_id in avoided(case):
        return False
    circle = circle_of(case)
    known = circle is None or bool(circle & frozenset(roles))
    return known or person_id in admitted(case) or person_id == case.owner_id


def is_hidden(case: Case) -> bool:
    """True for what was told in confidence: nothing of it is said in any group."""
    return case.is_private or case.is_confidential


def admitted(case: Case) -> frozenset[int]:
    """Those whom the county's duty officer has let know of it by name (3b#5)."""
    return _tagged(case, _ADMITTED)


def admission(person_id: int) -> str:
    """The tag that lets one more person know of a confidential case."""
    return f"{_ADMITTED}{person_id}"


def nameless(case: Case) -> frozenset[int]:
    """The reporters of whom nobody who handles it may know."""
    return _tagged(case, _NAMELESS)


def secrecy(person_id: int) -> str:
    """The tag that keeps a reporter's name from everybody who handles the case."""
    return f"{_NAMELESS}{person_id}"


def circle_of(case: Case) -> frozenset[Role] | None:
    """The only roles that may know of a confidential case; None when it is an ordinary one."""
    if case.leaf in CIRCLES:
        return CIRCLES[case.leaf]
    return CONFIDENTIAL if case.is_confidential else None


def may_be_told(leaf_id: str, role: Role) -> bool:
    """Whether somebody of this role may hear of matters of this leaf at all."""
    circle = CIRCLES.get(leaf_id)
    return circle is None or role in circle


def avoided(case: Case) -> frozenset[int]:
    """The people complained of in this case: it is never shown or sent to them."""
    return _tagged(case, _AVOID)


def avoided_departments(case: Case) -> frozenset[int]:
    """The departments complained of in this case."""
    return _tagged(case, _AVOID_DEPARTMENT)


def avoid_tags(person_ids: Iterable[int], department_ids: Iterable[int]) -> tuple[str, ...]:
    """The tags that keep a case from the people and departments it complains of."""
    people = (f"{_AVOID}{one}" for one in sorted(person_ids))
    return (*people, *(f"{_AVOID_DEPARTMENT}{one}" for one in sorted(department_ids)))


def _tagged(case: Case, prefix: str) -> frozenset[int]:
    return frozenset(int(t.removeprefix(prefix)) for t in case.tags if t.startswith(prefix))


def _stands(post: Post, view: CaseView, directory: Directory) -> bool:
    if post.department_id is not None and post.role in DEPARTMENT:
        return any(w.department_id == post.department_id for w in view.in_force)
    if post.role in COUNTY:
        return True
    if post.role is Role.CHILD_OFFICER:
        return view.case.leaf == "child_protection"
    if post.role in WHO_MAY[Move.PROGRESS]:
        return _covers(post, view.case.region_id, directory)
    return False


def _covers(post: Post, region_id: int | None, directory: Directory) -> bool:
    """True when the case lies in the post's region or, known no closer, in the post's village."""
    if post.region_id is None or region_id is None:
        return False
    if any(r.id == post.region_id for r in directory.lineage(region_id)):
        return True
    place = directory.region(region_id)
    if place is None or place.level is not Level.VILLAGE or post.role not in GRID:
        return False
    return post.region_id in directory.within(region_id)
