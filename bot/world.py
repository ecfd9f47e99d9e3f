"""What changes rarely: the county, its categories, its reader, its calendar; rebuilt on change."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from threading import Lock

from sqlmodel import Session

from bot.remembering import Remembering
from handlers.loading.situations import load_directory
from handlers.policy import Policy
from handlers.ports import Reader
from handlers.situation import World
from handlers.understanding.categories import Categories
from handlers.understanding.ear import Ear
from handlers.understanding.model.linear import LinearModel, shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import PlaceName
from scheduler.calendar import calendars
from storage import regions
from storage.workdays import county_time

Readers = Callable[[tuple[PlaceName, ...]], Reader]


def readers_of(categories: Categories, model: LinearModel | None = None) -> Readers:
    """Makes readers; one for the same names as before is not made anew, which would take long.

    Without a model of the county's own they go by the shipped one. All of them hear with one ear.
    """
    asked, ear = model or shipped_model(), Ear(categories)
    return lru_cache(maxsize=2)(partial(TextReader, categories, model=asked, ear=ear))


class NotSeededError(Exception):
    """还没有县域数据。请先运行 gridwhistle init（或者 gridwhistle seed）。"""


class WorldSource:
    """Gives the current World; the same one as long as `directory_version` stays the same."""

    def __init__(
        self,
        policy: Policy,
        categories: Categories,
        readers: Readers | None = None,
        page_address: str = "",
    ) -> None:
        self._policy = policy
        self._page_address = page_address
        self._categories = categories
        self._readers = readers or readers_of(categories)
        self._channels: frozenset[str] = frozenset()
        self._world: World | None = None
        self._lock = Lock()

    def speaks_by(self, channels: Iterable[str]) -> None:
        """The service has these channels: nothing is said by one that it has not."""
        self._channels, self._world = frozenset(channels), None

    def current(self, session: Session) -> World:
        """The county as it stands now; raises NotSeededError."""
        version = regions.directory_version(session)
        if version == 0:
            raise NotSeededError(NotSeededError.__doc__)
        world = self._world
        if world is not None and world.directory.version == version:
            return world
        with self._lock:
            if self._world is None or self._world.directory.version != version:
                self._world = self._build(session)
            return self._world

    def _build(self, session: Session) -> World:
        directory = load_directory(session)
        time = county_time(session, directory.county.id or 0)
        kept = calendars(time.days, time.hours, time.years)
        return World(
            directory=directory,
            categories=self._categories,
            reader=Remembering(self._readers(directory.names)),
            calendar=kept.county,
            policy=self._policy,
            department_calendars=kept.departments,
            page_address=self._page_address,
            channels=self._channels,
        )
