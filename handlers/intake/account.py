"""What one resident told, ready to become a case or a part of one."""

import re
from dataclasses import dataclass, replace

from handlers.duplicates import are_related
from handlers.effects import ChangeCase, DropDraft, Effect
from handlers.intake import positions, votes
from handlers.intake.positions import Position
from handlers.permissions import secrecy
from handlers.situation import CaseView, Situation, World
from handlers.speech import To, ToGroup, ToPerson
from handlers.understanding.normalise import normalise
from handlers.understanding.reading import Around, Matter, PlaceGuess, Reading
from storage.codes import GroupKind, Level, Role
from storage.tables.conversation import Draft

SURE = 0.6
_LOOKS_AFTER = frozenset({Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE})
_SPOT_AT_MOST = 16  # letters
_BESIDE = 3  # letters beside the name of a spot
_MEASURES = {"streetlight": "盏"}
_SPOT_TOPS = frozenset({"municipal", "environment", "order", "safety", "rural"})
# Of these there is no spot: they are of all who live there.
_OF_ALL_THE_VILLAGE = frozenset(
    {"telecom_postal", "village_affairs", "agri_inputs", "flood_geo_hazard"}
)
_BY_THE_MINUTE = frozenset({"telecom_fraud"})  # what to do comes before any question
_TOO = re.compile(
    r"(?m)(?:俺|我|咱|额)(?:们)?(?:家|这|那|楼)?(?:里|边)?也(?:是|一样)?|^(?:同|一样|也是|[+＋]1|顶)[ ,，]*"
)
_BEARERS = 4  # lines that are looked at
_QUESTION = 60  # letters; more is an account of something
_ASKS = re.compile(
    r"咋|怎么|如何|啥时候|什么时候|多少|几[岁年天]|去哪|到哪|在哪|有没有|能不能|可不可以|要不要|算不算|符不符合|需要(?:啥|什么|哪)|管不管|发不发"
    r"|哪些|哪个|吗|[?？]$|么$|不$"
)
_COMPLAINS = re.compile(
    r"不给|不让|不管|没人|不见人|推来推去|拖|欠|坏|漏|堵|骗|打人|乱收|克扣|投诉|举报|还没|一直没|停[水电气]|没[水电气]|臭|吵|占|不发|没发|不退"
)


@dataclass(frozen=True)
class Account:
    """The words of one speaker, which messages they stood in, and who joined in meanwhile."""

    person_id: int
    message_ids: tuple[int, ...]
    text: str
    reading: Reading
    joined: tuple[tuple[int, int], ...] = ()

    @property
    def lead(self) -> Matter:
        """The matter that comes first; only of an account that is a report."""
        return self.reading.matters[0]


def around(s: Situation) -> Around:
    """Where the words were said, for the reader."""
    regions = region_ids(s)
    is_group = s.message.is_group
    return Around(regions, is_group, not is_group, s.speaker.is_staff)


def base_region(s: Situation) -> int | None:
    """Where the speaker is at home: the group's region, their own, or that of their last matter.

    Among colleagues of a whole township a grid member's 三号楼 is the one of their own grid.
    """
    if s.group is not None:
        own = None if s.group.kind is GroupKind.RESIDENTS else _own_patch(s)
        return s.group.region_id if own is None else own
    home = s.speaker.person.home_region_id
    if home is not None:
        return home
    if s.speaker.is_staff:
        return _own_patch(s)
    return next((v.case.region_id for v in s.mine if v.case.region_id is not None), None)


def region_ids(s: Situation) -> tuple[int, ...]:
    """The regions a bare place name may lie in: the group's and what is below, or the home's."""
    base = base_region(s)
    if base is None:
        return ()
    near = (base, *sorted(s.world.directory.within(base) - {base}))
    among = s.group.region_id if s.group is not None else None
    if among is None or among in near:
        return near
    return (*near, *sorted(s.world.directory.within(among) - set(near)))


def _own_patch(s: Situation) -> int | None:
    """The one grid or village that the speaker looks after; None of who has none, or several."""
    posts = (p for p in s.speaker.posts if p.role in _LOOKS_AFTER)
    patches = {p.region_id for p in posts if p.region_id is not None}
    return patches.pop() if len(patches) == 1 else None


def lately_said(s: Situation) -> str:
    """What the speaker wrote in this chat a moment ago, beside the present message."""
    own = (m.text for m in s.recent if m.sender_id == s.message.sender_id)
    return "\n".join(filter(None, own))


def of_message(s: Situation, reading: Reading) -> Account:
    """The account a single message gives."""
    return Account(s.speaker.id, (s.message.id or 0,), s.message.text, reading)


def of_draft(s: Situation, draft: Draft, vote: votes.Vote | None = None) -> Account:
    """The account the draft gives when its fragments are read as one, and a vote is joined."""
    reading = _read(s, draft, draft.text, draft.consulted if vote is None else vote)
    joined = tuple((pair[0], pair[1]) for pair in draft.joined_ids)
    if joined and not reading.is_report:
        reading = _borne_out(s, draft) or reading
    return Account(draft.person_id, tuple(draft.message_ids), draft.text, reading, joined)


def _borne_out(s: Situation, draft: Draft) -> Reading | None:
    """What is told when neighbours have it too: their "我家也", and their houses, take nothing away."""
    lines = _TOO.sub("", draft.text).split("\n")[:_BEARERS]
    for count in range(len(lines), 0, -1):
        first = s.world.reader.read("\n".join(lines[:count]), around(s))
        if first.is_report:
            return first
    return None


def with_message(s: Situation, draft: Draft) -> Account:
    """The account of the draft and the speaker's present message together."""
    text = "\n".join(filter(None, (draft.text, s.message.text)))
    joined = tuple((pair[0], pair[1]) for pair in draft.joined_ids)
    return Account(
        s.speaker.id,
        (*draft.message_ids, s.message.id or 0),
        text,
        _read(s, draft, text, draft.consulted),
        joined,
    )


def only_says_where(account: Account) -> bool:
    """True for hardly more than the name of a spot (村东头漫水桥), whatever it sounds like."""
    spot = account.reading.place
    rest = len(account.text.strip()) - len(spot.text)
    return spot.is_specific and len(account.text) <= _SPOT_AT_MOST and rest <= _BESIDE


def is_bare_spot(account: Account) -> bool:
    """True for the name of a spot and nothing else (信号塔底下): what is there is still to be told."""
    spot = account.reading.place
    return spot.is_specific and account.text.strip(" ,。!~\n") == spot.text


def with_position(s: Situation, draft: Draft, position: Position) -> Account:
    """The account of the draft, at the position that the present message sends."""
    account = of_draft(s, draft)
    place = positions.place_of(s.world.directory, position)
    reading = positions.located(account.reading, place) if place else account.reading
    ids = (*account.message_ids, s.message.id or 0)
    return replace(account, reading=reading, message_ids=ids)


def _read(s: Situation, draft: Draft, text: str, vote: votes.Vote | None) -> Reading:
    reading = s.world.reader.read(text, around(s))
    reading = votes.weigh(reading, vote, s.world.categories, SURE)
    position = positions.of_draft(draft)
    place = positions.place_of(s.world.directory, position) if position else None
    return positions.located(reading, place) if place else reading


def region_of(s: Situation, place: PlaceGuess) -> int | None:
    """Where the matter is: where its point lies, what the words say, the group's region, the home."""
    said = place.region_id
    if place.point is not None and said is not None and s.world.directory.is_drawn:
        return said
    base = base_region(s)
    if said is None:
        return base
    if base is not None and base in s.world.directory.within(said):
        return base
    return said


def missing(s: Situation, account: Account) -> str:
    """What must still be asked: "matter", "place", or nothing.

    Of what is told in confidence nothing is asked: a person gets in touch.
    """
    leaf = s.world.categories.leaf(account.lead.leaf)
    if leaf.is_private or leaf.is_confidential:
        return ""
    if account.reading.is_unsure or not _is_any_sure(account.reading):
        return "matter"
    if account.lead.leaf in _BY_THE_MINUTE:
        return ""
    place = account.lead.place
    region = s.world.directory.region(region_of(s, place))
    if region is None:
        return "" if _is_mere_question(s, account) else "place"
    if _is_any_placed(s, account):
        return ""
    return "place" if region.level is not Level.GRID or not place.text else ""


def _is_any_sure(reading: Reading) -> bool:
    """Of several matters one that is sure is enough to begin with."""
    return any(_is_sure(matter) for matter in reading.matters)


def _is_sure(matter: Matter) -> bool:
    """Between kin kinds nobody is asked to choose: 烧烤摊 is noise and smoke, and is looked at anyway."""
    kin = sum(share for leaf, share in matter.others if are_related(matter.leaf, leaf))
    return matter.confidence + kin >= SURE


def _is_any_placed(s: Situation, account: Account) -> bool:
    """Of several matters one that can be found is enough to begin with; the others lie nearby."""
    matters = account.reading.matters
    return any(m.place.is_specific or not needs_spot(s.world, m) for m in matters)


def _is_mere_question(s: Situation, account: Account) -> bool:
    """Who asks what the rules are (三胎有没有补贴) is told that, wherever they live."""
    if needs_spot(s.world, account.lead) or len(account.text) > _QUESTION:
        return False
    words = normalise(account.text).plain
    return _ASKS.search(words) is not None and _COMPLAINS.search(words) is None


def needs_spot(world: World, matter: Matter) -> bool:
    """True when somebody has to find the very spot, so that the compound is not enough."""
    leaf = world.categories.leaf(matter.leaf)
    return leaf.top in _SPOT_TOPS and leaf.id not in _OF_ALL_THE_VILLAGE


def known_cases(s: Situation) -> tuple[CaseView, ...]:
    """The open cases of this place, and those the speaker told of wherever they are."""
    return (*s.nearby, *(v for v in s.mine if s.speaker.id in v.reporter_ids))


def counted(place: str, leaf_id: str) -> str:
    """The place with what was counted there in its own measure word: three lamps are 3盏."""
    return place.replace("个）", f"{_MEASURES.get(leaf_id, '个')}）")


def here(s: Situation) -> To:
    """Where the speaker is answered: in the same group, or one to one."""
    if s.group is not None and s.group.id is not None:
        return ToGroup(s.group.id)
    return ToPerson(s.speaker.id)


def kept_nameless(view: CaseView, person_id: int) -> list[Effect]:
    """Nobody who handles the case may learn that this person told of it."""
    tag = secrecy(person_id)
    if tag in view.case.tags:
        return []
    return [ChangeCase(view.id, {"tags": [*view.case.tags, tag]})]


def drop_own_draft(s: Situation) -> list[Effect]:
    """The speaker's draft has become something."""
    return [DropDraft(s.draft.id)] if s.draft is not None and s.draft.id is not None else []
