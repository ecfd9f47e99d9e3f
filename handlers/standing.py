"""How the cases of a region, a person or a department stand, as a digest may tell it."""

from dataclasses import dataclass

from storage.tables.case import Case


@dataclass(frozen=True)
class Standing:
    """How many cases there are of each sort, and the most pressing of them, the first due first."""

    new: int = 0
    open: int = 0
    overdue: int = 0
    red: int = 0
    yellow: int = 0
    urgent: int = 0
    unsurveyed: int = 0
    reopened: int = 0
    parked: int = 0
    pressing: tuple[Case, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to tell."""
        return not (self.new or self.open or self.unsurveyed)


@dataclass(frozen=True)
class Work:
    """How many cases wait for a person or a department, and those due first."""

    count: int = 0
    first: tuple[Case, ...] = ()
