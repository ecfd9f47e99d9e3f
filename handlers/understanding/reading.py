"""What one text means: the values that understanding gives to decisions."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from handlers.coordinates import Point
from storage.codes import Urgency


class Intent(StrEnum):
    """What a speaker wants with a message; only REPORT may open a case."""

    REPORT = "report"
    SUPPLEMENT = "supplement"
    MERGE_PLUS1 = "merge_plus1"
    RETRACT = "retract"
    ASK_PROGRESS = "ask_progress"
    SURVEY_REPLY = "survey_reply"
    CONSENT = "consent"
    HELP = "help"
    CHIT_CHAT = "chit_chat"
    GREETING = "greeting"
    THANKS = "thanks"
    AD_SPAM = "ad_spam"
    RED_PACKET = "red_packet"
    SHARE_LINK = "share_link"
    OFFICIAL_NOTICE = "official_notice"
    PAST_STORY = "past_story"
    HYPOTHETICAL = "hypothetical"
    THIRD_PLACE_NEWS = "third_place_news"
    JOKE = "joke"
    GOSSIP = "gossip"
    STAFF_TALK = "staff_talk"
    RECALL_NOTICE = "recall_notice"
    DEPT_ARGUMENT = "dept_argument"
    ABUSE = "abuse"
    COMPLAINT_ABOUT_BOT = "complaint_about_bot"
    RUMOR = "rumor"


class Cue(StrEnum):
    """Something a text carries beside its matter that changes how it is answered."""

    RECOVERED = "recovered"  # "来了来了 亮了"
    STILL_BROKEN = "still_broken"  # "还没好", "又来了"
    SARCASM = "sarcasm"
    ANGER = "anger"
    THREAT = "threat"
    MINOR = "minor"  # the speaker says to be under 14, or a pupil
    MEDICINE = "medicine"  # a medicine or device depends on it: insulin, oxygen
    HURT = "hurt"  # someone is unwell or hurt, without being the matter itself
    RISKY_ACT = "risky_act"  # "我上去开灯看看" during an emergency
    HELPLESS = "helpless"  # "俺妈瘫在床上走不了": of danger it goes to those who fetch people
    SEEN = "seen"  # "我刚才在北坡看见一个老太太": told of whoever is missed it goes to those who search
    MOVES_BODY = "moves_body"  # "先把他抱屋里去": who has fallen must not be moved
    PAYS_ON = "pays_on"  # "还让我再转六千", "已经转了两万": money on its way to a swindler
    QUALITY = "quality"  # complains of shoddy work
    PRAISE = "praise"  # praising words or pictures; in a report they are meant the other way round
    EXPLAINED = "explained"  # what looked like danger is told to be harmless: "那是修太阳能的"
    RELIEVED = "relieved"  # a fright is over: "吓死我了"; said by who sees a danger, it is none
    INSIDE = "inside"  # somebody has not come out yet: told of a fire it goes to the rescuers
    FUMES = "fumes"  # a stove or brazier is told of: whoever lies there must come out into the air
    SECRECY = "secrecy"  # wants not to be named: "别说是我说的"
    NO_CALL = "no_call"  # must not be telephoned: "别给我打电话 他会听见"


@dataclass(frozen=True)
class PlaceGuess:
    """Where a matter is: the words, the region they point to, and why it is believed."""

    text: str = ""  # "3号楼前", without the group's own name
    region_id: int | None = None
    confidence: float = 0.0
    is_specific: bool = False  # finer than the region: a building, pole, shop, 组口, road
    evidence: tuple[str, ...] = ()
    point: Point | None = None  # WGS-84, when the speaker sent it


NOWHERE = PlaceGuess()


@dataclass(frozen=True)
class Matter:
    """One thing a text reports, with the leaf it belongs to and why."""

    leaf: str
    confidence: float  # 0..1, calibrated as far as the model allows
    urgency: Urgency
    words: str = ""  # the part of the text that speaks of it
    is_emergency: bool = False
    is_felt: bool = False  # a danger that no word tells: it may belong to one that is known
    reasons: tuple[str, ...] = ()
    others: tuple[tuple[str, float], ...] = ()  # next best leaves with their confidence
    place: PlaceGuess = NOWHERE


@dataclass(frozen=True)
class Reading:
    """Everything understood of one text.

    `matters` is empty unless `intent` is REPORT; the most urgent comes first, then the first said.
    """

    intent: Intent
    confidence: float
    matters: tuple[Matter, ...] = ()
    place: PlaceGuess = NOWHERE
    cues: frozenset[Cue] = frozenset()
    is_unsure: bool = False  # a report whose leaf needs a question or the triage desk
    reasons: tuple[str, ...] = ()
    possible_danger: Matter | None = None  # may be one: asked about before anybody is alarmed
    faint_danger: Matter | None = None  # hardly one: nobody is asked, a person looks
    report_odds: float = -math.inf  # nats for a report in what is none
    mentions: frozenset[str] = frozenset()  # leaves plainly named in what is none

    @property
    def is_report(self) -> bool:
        """True when the text tells of something that someone should act upon."""
        return self.intent is Intent.REPORT

    @property
    def emergency(self) -> Matter | None:
        """The matter that endangers life, if there is one."""
        return next((m for m in self.matters if m.is_emergency), None)


@dataclass(frozen=True)
class PlaceName:
    """One name of the gazetteer: what it is called and which region it lies in."""

    name: str
    region_id: int
    kind: str
    aliases: tuple[str, ...] = ()


class Named(NamedTuple):
    """A place name found in a text, and every place of that name."""

    start: int
    end: int
    places: tuple[PlaceName, ...]


@dataclass(frozen=True)
class Around:
    """Where a text was said: the regions a bare "3号楼" may mean, nearest first."""

    region_ids: tuple[int, ...] = ()  # the group's region and its grids, or the speaker's home
    is_group: bool = False
    is_to_bot: bool = False  # one to one: what is said there is mostly meant to be acted upon
    is_staff: bool = False
    known_names: tuple[str, ...] = ()  # what the speaker already told in this draft
