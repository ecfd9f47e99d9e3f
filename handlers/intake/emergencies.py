"""A life in danger: the first answer before any question, and people on duty told at once."""

from handlers import duplicates
from handlers.effects import AddReport, Effect, Judge, OpenCase, Say
from handlers.intake.account import Account, drop_own_draft, here, region_of
from handlers.lifecycle import opening
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.texts import Text, keys
from handlers.understanding.masking import mask
from handlers.understanding.reading import Cue, Intent, Matter
from storage.codes import CaseState, ReportKind


def raise_alarm(s: Situation, account: Account, matter: Matter) -> list[Effect]:
    """The first answer is given and the alarm raised, or the account joins the alarm that is on."""
    region_id = region_of(s, matter.place)
    same = duplicates.find(matter, region_id, s.nearby, s.now, s.world.categories)
    if same is not None:
        return [*drop_own_draft(s), *_join(s, account, same.view)]
    return [*_first_answer(s, matter), *drop_own_draft(s), *_open(s, account, matter, region_id)]


def _first_answer(s: Situation, matter: Matter) -> list[Effect]:
    leaf = s.world.categories.leaf(matter.leaf)
    key = f"emergency.{leaf.id}"
    params = {"gas_phone": s.world.directory.county.gas_repair_phone}
    text = Text(key if key in keys() else "emergency.general", params)
    if not leaf.is_private:
        return [Say(here(s), text, urgent=True)]
    private = Say(ToPerson(s.speaker.id), text, urgent=True)
    if s.group is None:
        return [private]
    group_key = f"{key}_group"
    in_group = Text(group_key if group_key in keys() else "intake.confidential_group")
    return [private, Say(here(s), in_group, urgent=True)]


def _open(s: Situation, account: Account, matter: Matter, region_id: int | None) -> list[Effect]:
    leaf = s.world.categories.leaf(matter.leaf)
    opened = OpenCase(
        name="case",
        leaf=leaf.id,
        title=leaf.short_name,
        summary=mask(account.text),
        region_id=region_id,
        place=mask(matter.place.text or account.reading.place.text),
        urgency=matter.urgency,
        state=CaseState.EMERGENCY,
        reporter_id=account.person_id,
        message_ids=account.message_ids,
        words=account.text,
        group_id=s.group.id if s.group else None,
        is_emergency=True,
        is_private=leaf.is_private,
        is_confidential=leaf.is_confidential,
        reasons=(*matter.reasons, *(f"地点:{e}" for e in matter.place.evidence)),
    )
    facts = opening.Facts("case", leaf, matter.urgency, region_id, is_emergency=True)
    work = opening.opening(facts, s.now, s.world)
    joined = (
        AddReport("case", person_id, ReportKind.PLUS_ONE, (message_id,))
        for person_id, message_id in account.joined
    )
    return [opened, *joined, *work, Judge(Intent.REPORT.value, "case")]


def _join(s: Situation, account: Account, view: CaseView) -> list[Effect]:
    known = account.person_id in view.reporter_ids
    kind = ReportKind.SUPPLEMENT if known else ReportKind.JOINED
    effects: list[Effect] = [
        AddReport(view.id, account.person_id, kind, account.message_ids, account.text)
    ]
    if Cue.RISKY_ACT in account.reading.cues:
        key = f"emergency.{view.case.leaf}_stop"
        text = Text(key if key in keys() else "emergency.stop")
        effects.append(Say(here(s), text, view.id, urgent=True))
    if Cue.HURT in account.reading.cues:
        effects.append(Say(here(s), Text("emergency.hurt"), view.id, urgent=True))
    return [*effects, Judge(Intent.REPORT.value, view.id)]
