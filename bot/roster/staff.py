"""Tells which person a row of the staff table means: somebody known, or somebody new."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, count

from storage.codes import Role
from storage.county.known import Known
from storage.county.values import PersonEntry


@dataclass(frozen=True)
class Named:
    """Somebody as a row names them, at the seat it gives them."""

    name: str
    phone: str
    role: Role
    region: str
    department: str


class Staff:
    """Everybody known, and those that earlier rows made known."""

    def __init__(self, known: Known) -> None:
        self._by_name: dict[str, list[PersonEntry]] = defaultdict(list)
        self._seats: dict[tuple[Role, str, str], set[str]] = defaultdict(set)
        self._taken = set(known.rows)
        for entry in (*known.file.people, *known.former):
            self._by_name[entry.name].append(entry)
        for post in known.file.posts:
            self._seats[post.role, post.region, post.department].add(post.person)

    def find(self, named: Named) -> PersonEntry | str:
        """The person as known, or a new one; a sentence when several may be meant.

        A telephone tells people of one name apart; else the seat does, where they sit already.
        """
        found = self._by_name[named.name]
        same_phone = [one for one in found if named.phone and one.phone == named.phone]
        sitting = self._seats[named.role, named.region, named.department]
        seated = [one for one in found if one.id in sitting]
        for several in (same_phone, seated):
            if len(several) == 1:
                return several[0]
        if any(not one.phone for one in found):
            return f"已经有一位没写手机号的{named.name}，分不清是不是同一个人，请都写上手机号"
        if named.phone or not found:
            return self._new(named)
        if len(found) > 1:
            return f"有 {len(found)} 位{named.name}，分不清是哪一位，请写上手机号"
        return found[0]

    def known(self, person: str) -> PersonEntry | None:
        """The person who goes by this id."""
        every = (one for several in self._by_name.values() for one in several)
        return next((one for one in every if one.id == person), None)

    def keep(self, entry: PersonEntry) -> None:
        """The person is so from here on."""
        others = [one for one in self._by_name[entry.name] if one.id != entry.id]
        self._by_name[entry.name] = [*others, entry]
        self._taken.add(entry.label)

    def _new(self, named: Named) -> PersonEntry:
        seat = f"p:{named.name}@{named.region or named.department}"
        ways = chain((f"p:{named.name}", seat), (f"{seat}{n}" for n in count(2)))
        free = next(one for one in ways if f"人员 {one}" not in self._taken)
        return PersonEntry(free, named.name, named.phone)
