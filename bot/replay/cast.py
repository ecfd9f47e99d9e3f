"""Who speaks in a record: people of the county, or newcomers to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.replay.stage import BOT, CHANNEL, DEPARTMENT, ROLES, department_of, grid
from bot.replay.transcript import Line, Place, Transcript
from handlers.directory import Directory
from storage import people, regions
from storage.codes import GroupKind, Role
from storage.tables.conversation import ChatGroup
from storage.tables.person import Identity, Person, Post
from storage.tables.region import Department


@dataclass(frozen=True)
class Cast:
    """Under which ids the people of a record speak."""

    chat_id: str
    senders: Mapping[tuple[str, str], str]  # (name, role) → id

    def sender(self, line: Line) -> str:
        """The id the speaker of this line has on the channel."""
        return self.senders[(line.speaker, line.role)]


def cast(
    session: Session, transcript: Transcript, directory: Directory, home_grids: Mapping[str, str]
) -> Cast:
    """Everyone who speaks in the record is known, in the role they speak in."""
    players = _Players(session, transcript, directory, home_grids)
    senders = {
        (line.speaker, line.role): players.sender(line)
        for line in transcript.lines
        if line.role != BOT
    }
    chat_id = transcript.chat
    if transcript.place is Place.PRIVATE:
        chat_id = players.user()
    if transcript.place is Place.DEPARTMENT:
        players.department_group()
    session.flush()
    return Cast(chat_id, senders)


class _Players:
    """Finds the people of one record in the county, or adds them."""

    def __init__(
        self,
        session: Session,
        transcript: Transcript,
        directory: Directory,
        home_grids: Mapping[str, str],
    ) -> None:
        self._session = session
        self._transcript = transcript
        self._directory = directory
        self._homes = home_grids
        self._county_id = directory.county.id or 0

    def user(self) -> str:
        """The id of the person this one-to-one chat is with."""
        first = next((one for one in self._transcript.lines if one.role != BOT), None)
        if first is not None and self._is_staff(first):
            return self._staff(first)
        names = [one.speaker for one in self._transcript.lines if one.role != BOT]
        return self.resident(self._transcript.chat, *names[:1])

    def sender(self, line: Line) -> str:
        """The id of the speaker of this line."""
        if self._is_staff(line):
            return self._staff(line)
        if self._transcript.place is Place.PRIVATE:
            return self.user()
        return self.resident(line.speaker)

    def _is_staff(self, line: Line) -> bool:
        return line.role in ROLES - {Role.RESIDENT, BOT}

    def resident(self, external_id: str, name: str = "") -> str:
        """The id of a resident; one with a home the file tells of is known beforehand."""
        name = name or external_id
        seeded = self._named(name, staff=False)
        if seeded is not None:
            return seeded
        home = grid(self._directory, self._homes.get(name, ""))
        if home is not None and people.find_person(self._session, CHANNEL, external_id) is None:
            self._add(external_id, name, home_region_id=home.id)
        return external_id

    def _staff(self, line: Line) -> str:
        known = self._named(line.speaker, staff=True)
        if known is not None:
            return known
        if line.role != DEPARTMENT:
            return self._holder(line)
        department = department_of(self._transcript, self._directory) or self._named_after(line)
        if department is None:
            return self.resident(line.speaker)
        return self._posted(line.speaker, Role.DEPARTMENT_CLERK, department=department)

    def _named_after(self, line: Line) -> Department | None:
        """The department whose name the speaker's begins with: 城管局 of 城管局老李."""
        departments = self._directory.departments.values()
        return next((d for d in departments if line.speaker.startswith(d.name)), None)

    def _holder(self, line: Line) -> str:
        """The id of whoever holds the speaker's role where the record was held."""
        group = self._directory.group_at(CHANNEL, self._transcript.chat)
        told = (self._transcript.case or {}).get("grid")
        region = grid(self._directory, str(told)) or self._directory.top
        region_id = group.region_id if group and group.region_id else region.id
        found = self._directory.responsible(Role(line.role), region_id, line.at)
        holder = self._external(found[0].id) if found else None
        return holder or self._posted(line.speaker, Role(line.role), region_id=region_id)

    def _posted(
        self,
        name: str,
        role: Role,
        *,
        region_id: int | None = None,
        department: Department | None = None,
    ) -> str:
        """A newcomer holds the post, behind those who hold it already."""
        if people.find_person(self._session, CHANNEL, name) is None:
            post = Post(
                county_id=self._county_id,
                person_id=self._add(name, name).id or 0,
                role=role,
                region_id=region_id,
                department_id=department.id if department else None,
                rank=9,
            )
            self._session.add(post)
            regions.bump_directory(self._session, self._county_id)
        return name

    def _named(self, name: str, *, staff: bool) -> str | None:
        found = self._session.exec(select(Person).where(col(Person.name) == name))
        for person in found:
            if bool(self._directory.posts_of(person.id)) == staff:
                return self._external(person.id)
        return None

    def _external(self, person_id: int | None) -> str | None:
        return people.id_on(self._session, CHANNEL, person_id or 0) or None

    def _add(self, external_id: str, name: str, home_region_id: int | None = None) -> Person:
        person = Person(
            county_id=self._county_id,
            name=name,
            home_region_id=home_region_id,
            created_at=self._transcript.starts_at,
        )
        self._session.add(person)
        self._session.flush()
        self._session.add(
            Identity(
                county_id=self._county_id,
                person_id=person.id or 0,
                channel=CHANNEL,
                external_id=external_id,
            )
        )
        self._session.flush()
        return person

    def department_group(self) -> None:
        """The record's staff group is bound to its department."""
        department = department_of(self._transcript, self._directory)
        if self._directory.group_at(CHANNEL, self._transcript.chat) is None and department:
            self._session.add(
                ChatGroup(
                    county_id=self._county_id,
                    channel=CHANNEL,
                    external_id=self._transcript.chat,
                    name=self._transcript.chat,
                    kind=GroupKind.DEPARTMENT,
                    department_id=department.id,
                )
            )
            regions.bump_directory(self._session, self._county_id)
