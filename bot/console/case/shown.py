"""What a case page shows of a case to this reader, and what it keeps back."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlmodel import Session

from bot.console import wording
from bot.console.case.fields import moves_for
from bot.console.visitor import Visitor
from handlers.permissions import may_reach, nameless
from handlers.situation import CaseView
from handlers.understanding.masking import mask
from handlers.wording import public_place
from storage import console, letters, looks, plans, visits
from storage.codes import Move
from storage.console import CaseFile, Names
from storage.consults import ConsultRows, list_of_case
from storage.tables.case import CaseEvent
from storage.tables.letter import Letter
from storage.tables.plan import CasePlan
from storage.tables.visit import Visit

_HIDDEN_NAME = "（不愿透露姓名）"


@dataclass(frozen=True)
class Sheet:
    """One case as one reader sees it; rights are those of the chat (`handlers/permissions.py`)."""

    visitor: Visitor
    view: CaseView
    file: CaseFile
    names: Names
    letters: list[Letter]
    plan: CasePlan | None
    visits: list[Visit]
    consults: list[ConsultRows]
    looked: tuple[int, int]

    @cached_property
    def is_whole(self) -> bool:
        """True for those who work on it: doors and numbers are shown as they were told."""
        return may_reach(self.visitor.speaker, self.view, self.visitor.world.directory)

    @cached_property
    def leaf(self) -> str:
        """Its kind, with what that belongs to."""
        categories = self.visitor.world.categories
        leaf = categories.leaf(self.view.case.leaf)
        return f"{categories.tops.get(leaf.top, leaf.top)} › {leaf.short_name}"

    @cached_property
    def place(self) -> str:
        """Where it is."""
        return self.view.case.place if self.is_whole else public_place(self.view.case.place)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What the reader can do now."""
        return moves_for(self.visitor, self.view)

    def words(self, text: str) -> str:
        """What somebody said; numbers that lead to a person only for those who work on it."""
        return text if self.is_whole else mask(text)

    def reporter(self, person_id: int) -> str:
        """How a reporter is named: never in full, and not at all who wished it so."""
        if person_id in nameless(self.view.case):
            return _HIDDEN_NAME
        return wording.masked(self.names.person(person_id))

    def actor(self, event: CaseEvent) -> str:
        """Who did it; whoever wished to stay unnamed is only called a reporter."""
        if event.actor_id in nameless(self.view.case):
            return _HIDDEN_NAME
        return wording.actor(event, self.names)

    @cached_property
    def tags(self) -> list[str]:
        """What the case is marked with for people to read."""
        return [tag for tag in self.view.case.tags if ":" not in tag]

    @cached_property
    def talk(self) -> list[dict[str, Any]]:
        """What was heard and said, oldest first."""
        told = wording.talk(self.file)
        hides = bool(nameless(self.view.case))
        return [{**one, "who": self._who(one, hides=hides)} for one in told]

    def _who(self, one: dict[str, Any], *, hides: bool) -> str:
        name = str(one["who"])
        if one["is_bot"]:
            is_alone = name.startswith("private:")
            return f"哨到 → {'私聊 反映人' if hides and is_alone else wording.reader(name)}"
        return "反映人" if hides else wording.masked(name)


def read(session: Session, visitor: Visitor, view: CaseView) -> Sheet | None:
    """Everything there is to show of the case."""
    found = console.open_file(session, visitor.county_id, view.case.number)
    if found is None:
        return None
    related = [*found.children, *([found.parent] if found.parent else [])]
    return Sheet(
        visitor=visitor,
        view=view,
        file=found,
        names=console.names_for(session, related, found),
        letters=letters.list_of_case(session, view.id),
        plan=plans.find_newest(session, view.id),
        visits=visits.list_of_case(session, view.id),
        consults=list_of_case(session, view.id),
        looked=looks.count(session, [view.id]).get(view.id, (0, 0)),
    )
