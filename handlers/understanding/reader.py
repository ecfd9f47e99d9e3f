"""Understands what residents write: the one way in to this package."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from handlers.understanding.alarms import alarms_of
from handlers.understanding.categories import Categories
from handlers.understanding.context import Meant
from handlers.understanding.cues import find_cues
from handlers.understanding.ear import Ear
from handlers.understanding.gate import judge
from handlers.understanding.gazetteer import Gazetteer
from handlers.understanding.heard import Heard, pieced_together
from handlers.understanding.impression import Impression, Verdict, impression_of
from handlers.understanding.leaves import Ranked, rank, unknown_leaf
from handlers.understanding.matters import matter_of_danger, matters_of
from handlers.understanding.misconduct import is_told_by, misconduct
from handlers.understanding.model.linear import LinearModel
from handlers.understanding.neglect import neglect
from handlers.understanding.normalise import normalise
from handlers.understanding.opinion import Opinion
from handlers.understanding.place import locate
from handlers.understanding.possible import (
    is_not_of_now,
    is_short_report,
    possible_danger,
    without_alarms,
)
from handlers.understanding.reading import (
    NOWHERE,
    Around,
    Cue,
    Intent,
    Matter,
    PlaceGuess,
    PlaceName,
    Reading,
)
from handlers.understanding.rereading import behind_but, with_unheard_items
from handlers.understanding.segments import one_more_starts
from handlers.understanding.spoken_lists import item_starts
from handlers.understanding.spots import is_only_a_spot
from handlers.understanding.weighing import felt, weighed

SURE_FROM = 0.23  # below, the leaf is asked for or goes to the triage desk
_HALF_SAID = 0.3  # how sure at most of a fragment
_PLACED = frozenset(
    {
        Intent.REPORT,
        Intent.SUPPLEMENT,
        Intent.MERGE_PLUS1,
        Intent.RETRACT,
        Intent.ASK_PROGRESS,
        Intent.RUMOR,
    }
)
_FLOOR = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?:楼|层|单元)(?:楼道|过道|东户|西户)?"
)
_FRAGMENT = 5  # letters; so few tell neither where nor what is wrong


class TextReader:
    """A `Reader` by words, rules and, where there is one, a linear model.

    The same text, surroundings and model give the same reading.
    """

    def __init__(
        self,
        categories: Categories,
        names: Sequence[PlaceName],
        model: LinearModel | None = None,
        ear: Ear | None = None,
    ) -> None:
        """`ear` is one that hears with the words of these categories, where there is one already."""
        self._categories = categories
        self._model = model
        self._ear = ear or Ear(categories)
        self._gazetteer = Gazetteer(names)

    def read(self, text: str, around: Around) -> Reading:
        """What `text` means."""
        heard, meant = self._ear.hear(text)
        told = (*pieced_together(heard, meant.live), *misconduct(heard), *neglect(heard))
        ranked = rank([*meant.live, *told])
        opinion = self._opinion(heard, meant)
        possible, said_first = None, ranked
        if opinion is not None:
            ranked = felt(heard, ranked, opinion, self._categories, around=around)
            said_first = ranked
            possible = possible_danger(heard, ranked, opinion, self._categories, around=around)
            is_alarm = possible is not None and bool(alarms_of(heard, ranked, self._categories))
            possible = None if is_alarm and self._is_item_of_list(heard, around) else possible
            if is_alarm and possible is not None:
                ranked, meant = without_alarms(ranked, meant, self._categories)
        said = self._impression(heard, meant, ranked, around, opinion)
        verdict = self._judge(said)
        cues = find_cues(heard, tells_trouble=said.tells_trouble)
        if verdict.intent is Intent.REPORT:
            reading = self._report(said, verdict, cues, around)
        else:
            reading = self._no_report(said, verdict, cues, around)
        if reading.emergency:
            return reading
        if opinion is not None and (possible is None or possible.is_faint):
            possible = (
                self._looked_at_again(heard, said_first, opinion, reading, around) or possible
            )
        if possible is None:
            return reading
        if is_not_of_now(heard, verdict.intent, possible) or _is_told_plainly(reading, possible):
            return reading
        return self._doubted(heard, possible, reading, around)

    def _is_item_of_list(self, heard: Heard, around: Around) -> bool:
        """True where one of several things told in one breath is an alarm: the others do not calm it."""
        starts = item_starts(heard.plain) or one_more_starts(heard)
        bounds = [*starts, len(heard.plain)]
        items = (heard.normal.clean[start:end] for start, end in pairwise(bounds))
        return any(self.read(item, around).emergency is not None for item in items)

    def _looked_at_again(
        self,
        heard: Heard,
        ranked: list[Ranked],
        opinion: Opinion,
        reading: Reading,
        around: Around,
    ) -> Ranked | None:
        """The danger in a report for which one to one would be asked: it goes its way, and a person looks."""
        if not is_short_report(heard, reading, around):
            return None
        alone = replace(around, is_group=False)
        found = possible_danger(heard, ranked, opinion, self._categories, around=alone)
        return found and found._replace(is_faint=True)

    def _no_report(
        self, said: Impression, verdict: Verdict, cues: frozenset[Cue], around: Around
    ) -> Reading:
        place = NOWHERE
        # one to one whatever names a place may say where the danger is: 屋里就我一个 4号楼2单元
        if verdict.intent in _PLACED or around.is_to_bot:
            place = locate(said.heard.normal, self._gazetteer, around)
        return Reading(
            verdict.intent,
            verdict.confidence,
            (),
            place,
            cues,
            reasons=(verdict.reason,),
            report_odds=_odds(said),
            mentions=frozenset(one.leaf for one in said.ranked if one.strong > 0),
        )

    def _doubted(self, heard: Heard, possible: Ranked, reading: Reading, around: Around) -> Reading:
        """The reading with the danger that must be asked about, at the place that is told, or looked at."""
        danger = matter_of_danger(heard, possible, self._categories)
        if possible.is_faint:
            return replace(reading, faint_danger=danger)
        place = reading.place
        if not place.is_specific:
            place = locate(heard.normal, self._gazetteer, around, danger.leaf)
        return replace(reading, possible_danger=replace(danger, place=place))

    def _opinion(self, heard: Heard, meant: Meant) -> Opinion | None:
        if self._model is None:
            return None
        return Opinion(self._model, heard.plain, self._ear.marks(heard, meant))

    def _impression(
        self,
        heard: Heard,
        meant: Meant,
        ranked: list[Ranked],
        around: Around,
        opinion: Opinion | None,
    ) -> Impression:
        return impression_of(heard, meant, ranked, around, opinion, categories=self._categories)

    def _judge(self, said: Impression) -> Verdict:
        verdict = judge(said)
        if verdict.intent is not Intent.CHIT_CHAT or len(said.heard.plain) > 12:
            return verdict
        if is_only_a_spot(said.heard.plain):
            return Verdict(Intent.SUPPLEMENT, 0.4, "只说了地点")
        return verdict

    def _report(
        self, said: Impression, verdict: Verdict, cues: frozenset[Cue], around: Around
    ) -> Reading:
        ranked = self._ranked(said)
        matters = matters_of(said.heard, said.meant, ranked, self._categories)
        if not said.is_alarm:
            matters = with_unheard_items(said.heard, matters, partial(self.read, around=around))
            matters = behind_but(said.heard, matters, partial(self.read, around=around))
        place = locate(said.heard.normal, self._gazetteer, around, matters[0].leaf)
        matters = self._placed(matters, place, around)
        is_fragment = self._is_fragment(said.heard, place)
        if is_fragment:
            matters = tuple(_less_sure(matter) for matter in matters)
        return Reading(
            Intent.REPORT,
            min(verdict.confidence, _HALF_SAID)
            if is_fragment and not said.is_alarm
            else verdict.confidence,
            matters,
            place,
            cues,
            is_unsure=all(_is_doubtful(matter, is_fragment=is_fragment) for matter in matters),
            reasons=(verdict.reason,),
        )

    def _ranked(self, said: Impression) -> Sequence[Ranked]:
        ranked = said.ranked or unknown_leaf(self._categories)
        if said.opinion is None or said.is_alarm:
            return ranked
        return weighed(ranked, said.opinion, self._categories)

    def _placed(
        self, matters: tuple[Matter, ...], place: PlaceGuess, around: Around
    ) -> tuple[Matter, ...]:
        """Each matter with the place told in its own words, else with that of the whole text.

        Of a list of things the compound is told once, before all of them.
        """
        if len(matters) == 1:
            return (replace(matters[0], place=place),)
        told = [self._own_place(matter, place, around) for matter in matters]
        home = next((one for one in told if one.is_specific and not _is_floor(one)), place)
        own = [_within(guess, home) for guess in told]
        several = len({guess.text for guess in own if guess.is_specific}) > 1
        shared = replace(place, text="", is_specific=False) if several else place
        return tuple(
            replace(matter, place=guess if guess.is_specific else shared)
            for matter, guess in zip(matters, own, strict=True)
        )

    def _own_place(self, matter: Matter, whole: PlaceGuess, around: Around) -> PlaceGuess:
        words, there = normalise(matter.words), _there(whole, around)
        own = locate(words, self._gazetteer, around, matter.leaf)
        if there is around:
            return own
        return replace(locate(words, self._gazetteer, there, matter.leaf), text=own.text)

    @staticmethod
    def _is_fragment(heard: Heard, place: PlaceGuess) -> bool:
        return heard.letters < _FRAGMENT and not place.is_specific


def _is_told_plainly(reading: Reading, possible: Ranked) -> bool:
    """收了两条烟 通风报信, 我跟弟弟没饭吃: what it is about is told in words, the danger in none."""
    only_sounds_so = possible.is_felt or possible.leaf == "fire"
    return only_sounds_so and any(is_told_by(matter.reasons) for matter in reading.matters)


def _odds(said: Impression) -> float:
    return said.opinion.report_odds if said.opinion is not None else -math.inf


def _there(place: PlaceGuess, around: Around) -> Around:
    """As if it were said at the place that the whole text tells, before the speaker's own."""
    if place.region_id is None or place.region_id in around.region_ids:
        return around
    return replace(around, region_ids=(place.region_id, *around.region_ids))


def _is_floor(place: PlaceGuess) -> bool:
    return _FLOOR.fullmatch(place.text) is not None


def _within(guess: PlaceGuess, home: PlaceGuess) -> PlaceGuess:
    """A spot of which only the floor is told lies in the house just named: 三楼 of 2号楼."""
    is_there = guess.region_id in (None, home.region_id) and guess.text not in home.text
    if not (_is_floor(guess) and home.is_specific and is_there):
        return guess
    return replace(guess, region_id=home.region_id, text=home.text + guess.text)


def _less_sure(matter: Matter) -> Matter:
    if matter.is_emergency:
        return matter
    return replace(matter, confidence=min(matter.confidence, _HALF_SAID))


def _is_doubtful(matter: Matter, *, is_fragment: bool) -> bool:
    return not matter.is_emergency and (is_fragment or matter.confidence < SURE_FROM)
