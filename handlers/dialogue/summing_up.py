"""How things stand where the speaker is on duty, whenever they ask."""

from handlers.dialogue import in_hand
from handlers.governance import digests
from handlers.situation import Situation
from handlers.texts import Text, render
from storage.codes import DigestPart


def summary(s: Situation) -> Text:
    """How things stand today in the speaker's region; for whoever has none, their own work."""
    if s.standing is None:
        return in_hand.tasks(s)
    region_id, standing = s.standing
    reader = digests.Reader(s.speaker.id, s.now, s.world)
    said = digests.of_region(DigestPart.ASKED, standing, region_id, reader)
    return Text("digest.whole", {"sections": said or render("digest.none_open")})
