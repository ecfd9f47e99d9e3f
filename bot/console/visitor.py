"""Who looks at a page: the person, what they may see, and the token of their forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from handlers.permissions import may_see
from handlers.reach import reach_of
from handlers.situation import CaseView, Speaker, World
from storage.codes import Role
from storage.reach import Reach
from storage.tables.account import SignIn


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, as they are at this moment."""

    speaker: Speaker
    sign_in: SignIn
    world: World
    now: datetime
    form_token: str
    must_change: bool = False

    @property
    def id(self) -> int:
        """The row id of the person."""
        return self.speaker.id

    @property
    def county_id(self) -> int:
        """The county."""
        return self.world.directory.county.id or 0

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles of all posts the person holds now."""
        return self.speaker.roles()

    @cached_property
    def reach(self) -> Reach:
        """The cases the person may see, as a query understands it."""
        return reach_of(self.speaker, self.world.directory)

    @cached_property
    def departments(self) -> frozenset[int]:
        """The departments the person belongs to."""
        return frozenset(p.department_id for p in self.speaker.posts if p.department_id)

    def is_any(self, roles: Iterable[Role]) -> bool:
        """True when the person holds one of these roles."""
        return bool(self.roles & frozenset(roles))

    def sees(self, view: CaseView) -> bool:
        """True when the person may see the case, by the same rule as in chat."""
        return may_see(self.speaker, view, self.world.directory)
