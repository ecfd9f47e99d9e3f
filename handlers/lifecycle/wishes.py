"""What somebody wants done with a case, and the same once it is known to be legal and allowed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from handlers.effects import CaseChanges, MoveCase, Say
from handlers.lifecycle.facts import Facts, facts_of
from handlers.lifecycle.notices import Voice, called
from handlers.situation import CaseView, Speaker, World
from handlers.speech import Card
from handlers.texts import render
from storage.codes import CaseState, Move, RefusalCode, Role
from storage.tables.case import Case, Whistle

_SEATS = ("值班", "网格", "坐席")  # names that tell the post already


@dataclass(frozen=True)
class Minute:
    """What is said of one item of a consult's agenda; `is_new` puts another item on it."""

    words: str
    position: int | None = None
    department_id: int | None = None
    due_at: datetime | None = None
    is_public: bool | None = None
    is_new: bool = False


@dataclass(frozen=True)
class Wish:
    """A person wants to make a move on a case, with what they said or showed."""

    move: Move
    speaker: Speaker
    view: CaseView
    note: str = ""
    refusal_code: RefusalCode | None = None
    department_id: int | None = None
    has_picture: bool = False
    other: CaseView | None = None  # another case that the words name
    department_ids: tuple[int, ...] = ()  # every department that the words name, in their order
    moment: datetime | None = None  # when it is to be, as the words say
    minute: Minute | None = None
    as_helper: bool = False  # a department is asked to help, not to lead
    is_answer: bool = False  # said because the bot had asked for it


@dataclass(frozen=True)
class Step:
    """A wish that is legal and allowed: in which role it is made, and where it leads."""

    wish: Wish
    role: Role
    to: CaseState
    now: datetime
    world: World

    @property
    def view(self) -> CaseView:
        """The case with its reporters and whistles."""
        return self.wish.view

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.wish.view.case

    @property
    def speaker(self) -> Speaker:
        """Who makes the move."""
        return self.wish.speaker

    @property
    def note(self) -> str:
        """What was said with it, without blanks around."""
        return self.wish.note.strip()

    @cached_property
    def facts(self) -> Facts:
        """The facts of the case."""
        return facts_of(self.view, self.world)

    @cached_property
    def voice(self) -> Voice:
        """Speaks about this case now."""
        return Voice(self.facts, self.now, self.world)

    @cached_property
    def whistle(self) -> Whistle | None:
        """The whistle in force of the speaker's own department."""
        own = {p.department_id for p in self.speaker.posts if p.department_id is not None}
        return next((w for w in self.view.in_force if w.department_id in own), None)

    @property
    def who(self) -> str:
        """How residents hear of the speaker: 网格员郭师傅."""
        return called(self.speaker.person, self.role)

    @property
    def signed(self) -> str:
        """How colleagues hear of the speaker: 网格员郭网格, 县值班何卫东."""
        name, post = self.speaker.person.name, render(f"role.{self.role.value}")
        return name if name.endswith(_SEATS) else post + name

    def moved(self, changes: CaseChanges | None = None, note: str | None = None) -> MoveCase:
        """The case makes the move that was wished."""
        return MoveCase(
            self.view.id,
            self.wish.move,
            self.to,
            self.role,
            note=self.note if note is None else note,
            changes=changes or {},
        )

    def answer(self, key: str, card: Card | None = None, **params: object) -> Say:
        """A reply to the speaker."""
        return self.voice.answer(self.speaker.id, key, card, **params)
