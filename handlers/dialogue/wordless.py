"""Messages without words: pictures, voice nobody could read, a place, a follow."""

from handlers.effects import AddReport, BindHome, Effect, Judge, KeepDraft, Note, Say
from handlers.intake.account import Account, here
from handlers.intake.joining import own_recent
from handlers.scenes import read_scene
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text
from handlers.understanding.reading import Intent, Reading
from storage.codes import MessageKind, ReportKind, Role

_SILENT = Judge(Intent.CHIT_CHAT.value)


def of_resident(s: Situation) -> list[Effect]:
    """The picture or place goes to what the resident is telling; one to one they are asked."""
    message_id = s.message.id or 0
    if s.draft is not None:
        kept = KeepDraft(
            s.draft.conversation_id,
            s.draft.person_id,
            (*s.draft.message_ids, message_id),
            s.draft.text,
            s.draft.started_at,
            max(s.draft.settle_at, s.now + s.world.policy.settle_after),
            tuple((pair[0], pair[1]) for pair in s.draft.joined_ids),
            s.draft.asked,
        )
        return [kept, Judge(Intent.SUPPLEMENT.value)]
    own = own_recent(s)
    if own is not None:
        added = AddReport(own.id, s.speaker.id, ReportKind.SUPPLEMENT, (message_id,))
        thanks = [] if s.group else [Say(here(s), Text("intake.supplemented"), own.id)]
        return [added, *thanks, Judge(Intent.SUPPLEMENT.value, own.id)]
    if s.group is not None:
        return [_SILENT]
    return _ask_what(s, message_id)


def of_staff(s: Situation) -> list[Effect]:
    """The picture is kept with the case last spoken of, as evidence of the work."""
    view = s.named or s.last_told
    if view is None or s.message.kind is not MessageKind.IMAGE:
        return [Judge(Intent.STAFF_TALK.value)]
    note = Note(view.id, "", _role(s), {"picture": s.message.data.get("file", "")})
    told = Say(ToPerson(s.speaker.id), Text("staff.picture_kept"), view.id)
    return [note, told, Judge(Intent.SUPPLEMENT.value, view.id)]


def followed(s: Situation) -> list[Effect]:
    """A new follower is greeted; a scanned grid or building code tells where they live."""
    code, place_id = read_scene(str(s.message.data.get("scene", "")))
    region = s.world.directory.region_coded(code) if code else None
    if region is not None and region.id is not None:
        bound = BindHome(s.speaker.id, region.id)
        # The building is only spoken of: which one a resident lives in is not kept.
        home = f"{region.name}{_building(s, region.id, place_id)}"
        said = Say(ToPerson(s.speaker.id), Text("resident.follow_home", {"home": home}))
        return [bound, said, Judge(Intent.CONSENT.value)]
    return [Say(ToPerson(s.speaker.id), Text("resident.follow")), Judge(Intent.GREETING.value)]


def _building(s: Situation, region_id: int, place_id: int | None) -> str:
    names = (
        place.name
        for place in s.world.directory.places
        if place.id == place_id and place.region_id == region_id
    )
    return next(names, "") if place_id is not None else ""


def _ask_what(s: Situation, message_id: int) -> list[Effect]:
    voice = s.message.kind is MessageKind.VOICE
    text = Text("resident.voice_unread" if voice else "resident.what_is_it")
    account = Account(s.speaker.id, (message_id,), "", Reading(Intent.CHIT_CHAT, 0.0))
    kept = KeepDraft(
        s.conversation.id or 0,
        account.person_id,
        account.message_ids,
        "",
        s.now,
        s.now + s.world.policy.answer_wait,
        asked="matter",
    )
    return [Say(ToPerson(s.speaker.id), text), kept, Judge(Intent.SUPPLEMENT.value)]


def _role(s: Situation) -> Role:
    return s.speaker.posts[0].role if s.speaker.posts else Role.RESIDENT
