"""To whom and in what form the bot speaks. Values only."""

from dataclasses import dataclass

from handlers.texts import Text
from storage.codes import Role

SMS = "sms"  # the channel of short messages; the chat there is a telephone number
GROUP_ROBOT = "group_robot"  # staff groups are told by it, and nobody is heard; the chat is a name
MEMBERS_ONLY = frozenset({"wecom_aibot"})  # channels whose groups hold no resident
CUSTOMER_GROUP = "customer_group"  # 企业群发: a notice waits there until the grid member confirms
LANGUAGE_MODEL = "language_model"  # the channel by which it is asked and by which it votes


@dataclass(frozen=True)
class ToGroup:
    """A chat group; only what everyone there may read."""

    group_id: int
    is_notice: bool = False  # to all, from nobody's talk: where there is a way for notices, by it


@dataclass(frozen=True)
class ToPerson:
    """One person, one to one."""

    person_id: int


@dataclass(frozen=True)
class ToPhone:
    """One person, by short message; only who gave a number and agreed."""

    person_id: int


@dataclass(frozen=True)
class ToDepartment:
    """A department: its staff group, else all clerks on duty for it (the first to answer has it).

    What is `for_all` goes into its group even where clerks have an app of their own.
    """

    department_id: int
    for_all: bool = False


@dataclass(frozen=True)
class ToRole:
    """Whoever holds `role` for `region_id` now: the grid's member, the township's duty, …"""

    role: Role
    region_id: int | None


To = ToGroup | ToPerson | ToPhone | ToDepartment | ToRole


@dataclass(frozen=True)
class Button:
    """A button on a card; `key` comes back as a BUTTON message, e.g. "accept:12" (move:case)."""

    key: str
    label: str


@dataclass(frozen=True)
class Card:
    """A card: a title, lines of label and value, and buttons. The text stands for it elsewhere."""

    title: Text
    buttons: tuple[Button, ...] = ()
