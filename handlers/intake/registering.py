"""An account becomes a case, or a parent with children."""

import re
from collections.abc import Sequence

from handlers.duplicates import resembling
from handlers.effects import AddReport, Effect, Judge, OpenCase, OpenTask, Say
from handlers.intake import families, kindly, threats
from handlers.intake.account import (
    Account,
    counted,
    drop_own_draft,
    here,
    lately_said,
    needs_spot,
    region_of,
)
from handlers.intake.proposing import another_way
from handlers.intake.titles import name_of, title_of
from handlers.lifecycle import opening
from handlers.lifecycle.notices import Voice, card
from handlers.lifecycle.timing.deadlines import is_pressing, not_before
from handlers.permissions import secrecy
from handlers.routing.exclusion import ABOUT_STAFF, NOBODY, Exclusion, complained_of, kept_from
from handlers.situation import Situation
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text, keys, render
from handlers.understanding.categories import Leaf
from handlers.understanding.cues import asks_secrecy
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Matter
from handlers.wording import public_place, salutation, span
from storage.codes import CaseState, ReportKind, Role, TaskKind, Urgency

_NO_ANSWER = re.compile(
    r"(?:敲|叫|喊|拍|砸)[^,。!?，]{0,6}(?:门|几声|半天|好久)?[^,。!?，]{0,4}(?:没人|不|没|木有|冇)[^,。!?，]{0,3}(?:应|开|答|吭|动静|回音)|(?:电话|手机)[^,。!?，]{0,6}(?:没人接|不接|打不通|没接|关机)"
    r"|(?:门|屋里?)[^,。!?，]{0,6}没(?:有)?(?:人应|动静|声)"
)
_TAGGED = (Cue.ANGER, Cue.SARCASM, Cue.QUALITY, Cue.STILL_BROKEN, Cue.MINOR)
SORRY = frozenset({Cue.ANGER, Cue.SARCASM, Cue.QUALITY, Cue.STILL_BROKEN, Cue.PRAISE})


def register(s: Situation, account: Account, *, unsure: bool = False) -> list[Effect]:
    """The matter is registered, its people are set to work, and the reporter has a number."""
    matters = account.reading.matters
    parent, children = families.family(s, matters)
    effects = [*drop_own_draft(s), *_open(s, account, parent, "case", title_of(s.world, matters))]
    for index, child in enumerate(children):
        title = name_of(s.world, child)
        opened = _open(s, account, child, f"child{index}", title, parent)
        effects += families.merged(opened) if families.goes_with(s, parent, child) else opened
    effects += [
        AddReport("case", person_id, ReportKind.PLUS_ONE, (message_id,))
        for person_id, message_id in account.joined
    ]
    effects += _reply(s, account, parent, matters)
    if unsure:
        effects.append(_triage(account, parent))
    return [*effects, *_notices(s, account), Judge(Intent.REPORT.value, "case")]


def told_besides(s: Situation, account: Account, alarm: Matter) -> list[Effect]:
    """What else is told in the breath of an alarm is registered under it, and the teller hears so.

    Beside what is told in confidence nothing is opened: whoever looks after it has all the words.
    """
    others = [m for m in account.reading.matters if not m.is_emergency and m.leaf != alarm.leaf]
    if not others or s.world.categories.leaf(alarm.leaf).is_private:
        return []
    names = [name_of(s.world, matter) for matter in others]
    opened = (
        effect
        for index, (matter, name) in enumerate(zip(others, names, strict=True))
        for effect in _open(s, account, matter, f"child{index}", name, alarm)
    )
    told = Text("emergency.beside", {"titles": "、".join(names)})
    return [*opened, Say(here(s), told, "case")]


def _open(
    s: Situation,
    account: Account,
    matter: Matter,
    name: str,
    title: str,
    parent: Matter | None = None,
) -> list[Effect]:
    leaf = s.world.categories.leaf(matter.leaf)
    region_id = region_of(s, matter.place)
    told_of = leaf if parent is None else s.world.categories.leaf(parent.leaf)
    avoid = _complained_of(s, told_of, account.text, region_id)
    facts = opening.Facts(
        name,
        leaf,
        matter.urgency,
        region_id,
        is_child=parent is not None,
        goes_alone=parent is not None and not families.tried_by_grid(s, parent),
        avoid=avoid,
    )
    voice = Voice(facts, s.now, s.world)
    opened = OpenCase(
        name=name,
        leaf=leaf.id,
        title=title,
        summary=mask(account.text if parent is None else matter.words or account.text),
        region_id=region_id,
        place=_place(s, account, matter),
        point=matter.place.point,
        urgency=matter.urgency,
        state=CaseState.REGISTERED,
        reporter_id=account.person_id,
        message_ids=account.message_ids,
        words=account.text,
        parent="case" if parent is not None else None,
        group_id=s.group.id if s.group else None,
        is_private=leaf.is_private,
        is_confidential=leaf.is_confidential,
        linked_id=_earlier(s, matter),
        reasons=(
            *_reasons(s, matter),
            *resembling(matter, region_id, s.nearby),
            *opening.why(voice),
        ),
        tags=(*_tags(s, account), *kept_from(avoid, s.world.directory, s.now)),
    )
    return [opened, *opening.opening(voice)]


def _place(s: Situation, account: Account, matter: Matter) -> str:
    """The spot in the reporter's words; what whole buildings share has none."""
    wide = s.world.categories.leaf(matter.leaf).top == "utility" and account.joined
    umbrella = not matter.place.text and len(account.reading.matters) >= families.UMBRELLA_FROM
    said = counted(matter.place.text or account.reading.place.text, matter.leaf)
    return "" if wide or umbrella else mask(said)


def _complained_of(s: Situation, leaf: Leaf, words: str, region_id: int | None) -> Exclusion:
    """Whom a complaint about staff must never reach (domain rule 3a-notes 2)."""
    if leaf.id not in ABOUT_STAFF:
        return NOBODY
    return complained_of(words, region_id, s.world.directory, s.now)


def _reasons(s: Situation, matter: Matter) -> tuple[str, ...]:
    known = ((s.world.categories.leaves.get(leaf), share) for leaf, share in matter.others[:2])
    others = tuple(
        render("reason.other", name=leaf.name, share=f"{share:.0%}")
        for leaf, share in known
        if leaf
    )
    sure = render("reason.sure", share=f"{matter.confidence:.0%}")
    return (*matter.reasons, sure, *others, *places(matter))


def places(matter: Matter) -> tuple[str, ...]:
    """Why the matter is believed to be where it is."""
    return tuple(render("reason.place", evidence=e) for e in matter.place.evidence)


def _tags(s: Situation, account: Account) -> tuple[str, ...]:
    """What was heard beside the matter; whoever asked one to one not to be named, before or with it, is not."""
    cues = account.reading.cues
    asked_before = s.group is None and asks_secrecy(lately_said(s))
    nameless = (secrecy(account.person_id),) if asked_before or Cue.SECRECY in cues else ()
    return (*(render(f"tag.{cue.value}") for cue in _TAGGED if cue in cues), *nameless)


def _in_confidence(s: Situation, account: Account, leaf: Leaf) -> list[Effect]:
    """One to one what can be done; in a group not a word of what it is about."""
    text = Text(kindly.first(leaf.id, account.text, account.reading.cues, lately_said(s)))
    said: list[Effect] = [Say(ToPerson(account.person_id), text, "case")]
    if s.group is not None:
        said.append(Say(here(s), Text("intake.confidential_group"), "case"))
    return said


def _reply(
    s: Situation, account: Account, parent: Matter, matters: Sequence[Matter]
) -> list[Effect]:
    leaf = s.world.categories.leaf(parent.leaf)
    if leaf.is_private or leaf.is_confidential:
        return _in_confidence(s, account, leaf)
    region_id = region_of(s, parent.place)
    team = s.world.directory.grid_team(region_id, s.now)
    params: dict[str, object] = {
        "sorry": render("intake.sorry") if account.reading.cues & SORRY else "",
        "advice": _advice(matters),
        "member": render("intake.grid_member", name=salutation(team[0].name))
        if team
        else render("intake.staff"),
        "accept": _accept(s, leaf, parent),
    }
    if len(matters) >= families.UMBRELLA_FROM:
        params["advice"] = _advice([m for m in matters if m.urgency in (Urgency.U0, Urgency.U1)])
        names = (_item(s, account, m) for m in matters)
        params["list"] = "".join(f"{'①②③④⑤⑥⑦⑧⑨'[i % 9]}{n}" for i, n in enumerate(names))
        params["count"] = len(matters)
        params["together"] = (
            render("intake.together") if families.are_for_several(s, matters) else ""
        )
        return [Say(here(s), Text("intake.registered_several", params), "case")]
    return [Say(here(s), Text(_registered_key(s, account, parent), params), "case")]


def _accept(s: Situation, leaf: Leaf, matter: Matter) -> str:
    """Within which time somebody will come; what does not press begins in the morning."""
    pressing = is_pressing(leaf.id, matter.urgency)
    held = not_before(s.now, s.world.policy, urgent=pressing)
    within = span(opening.accept_span(leaf))
    return render("intake.from_morning", span=within) if held else within


def _item(s: Situation, account: Account, matter: Matter) -> str:
    """One line of the list: what it is and, when it was told apart, where."""
    name = name_of(s.world, matter)
    is_own = matter.place.is_specific and matter.place.text != account.reading.place.text
    place = public_place(mask(matter.place.text)) if is_own else ""
    return render("intake.item", name=name, place=place) if place else name


def _registered_key(s: Situation, account: Account, parent: Matter) -> str:
    if s.group is None and s.speaker.is_staff:
        return "intake.registered_staff"
    if s.group is None:
        return "intake.registered_again" if _earlier(s, parent) else "intake.registered_private"
    named = _place(s, account, parent) or needs_spot(s.world, parent)
    return "intake.registered" if named else "intake.registered_wide"


def _earlier(s: Situation, matter: Matter) -> int | None:
    """The speaker's case that was answered or closed lately and is of the same kind of matter."""
    top = s.world.categories.leaf(matter.leaf).top
    for view in s.mine:
        ended = view.case.closed_at or view.case.answered_at
        known = s.world.categories.leaves.get(view.case.leaf)
        if ended is None or known is None or known.top != top:
            continue
        if s.now - ended <= s.world.policy.reopen_within:
            return view.id
    return None


def _advice(matters: Sequence[Matter]) -> str:
    told = (f"advice.{m.leaf}{_plight(m)}" for m in matters)
    return "".join(render(key) for key in told if key in keys())


def _plight(matter: Matter) -> str:
    """Of old people who live alone what to do at once is only said where nobody answers."""
    return "_no_answer" if _NO_ANSWER.search(matter.words) and matter.leaf == "care_visit" else ""


def _triage(account: Account, matter: Matter) -> OpenTask:
    return OpenTask(
        key=f"triage:{account.message_ids[0]}",
        kind=TaskKind.TRIAGE,
        title=render("task.triage", leaf=matter.leaf),
        case="case",
    )


def _notices(s: Situation, account: Account) -> list[Effect]:
    """What a cue asks for beside the case: a private word about medicine, a threat told on.

    Several demands for several bodies are a matter for a consult (3c): both duties know of it.
    """
    effects: list[Effect] = another_way(s, account)
    matters = account.reading.matters
    if len(matters) >= families.UMBRELLA_FROM and families.are_for_several(s, matters):
        where = region_of(s, account.reading.place)
        params, shown = {"count": len(matters)}, card("consult", "consult_call")
        effects += [
            Say(ToRole(role, where), Text("intake.consult", params), "case", shown)
            for role in (Role.TOWNSHIP_DUTY, Role.COUNTY_DUTY)
        ]
    if Cue.MEDICINE in account.reading.cues:
        effects.append(Say(ToPerson(account.person_id), Text("intake.medicine"), "case"))
    if Cue.THREAT in account.reading.cues:
        effects.append(threats.told_on(s, "case"))
    return effects
