"""What is to be said, as words, and cut into pieces that a platform takes."""

from dataclasses import dataclass

from bot.channels.base import SendRefused
from handlers import texts
from storage.tables.message import OutboundMessage

_BORDERS = ("\n", "。！？；…!?;", "，、：, ")


def words_of(message: OutboundMessage) -> str:
    """The message without its card: buttons that are not spoken of are named, to be typed."""
    card = message.card or {}
    said = message.text or str(card.get("title", ""))
    labels = [str(button["label"]) for button in card.get("buttons", ())]
    unsaid = [f"“{label}”" for label in labels if label not in said]
    if not unsaid:
        return said
    return f"{said}\n{texts.render('channel.reply_with', choices=''.join(unsaid))}"


@dataclass(frozen=True)
class Room:
    """How much a platform takes at once: so many bytes in a text, so many texts."""

    who: str
    longest: int
    most: int


def texts_of(message: OutboundMessage, room: Room) -> list[str]:
    """All of it in as few texts as it takes. Raises SendRefused when it is none, or too many."""
    pieces = split_text(words_of(message), room.longest)
    if not pieces:
        raise SendRefused("消息内容是空的。")
    if len(pieces) > room.most:
        raise SendRefused(f"消息太长，{room.who}一次最多发{room.most}条。")
    return pieces


def split_text(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` bytes, cut between sentences where it can be."""
    pieces = []
    rest = text.strip()
    while rest:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return pieces


def _cut(text: str, limit: int) -> int:
    fits = len(text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))
    if fits == len(text):
        return fits
    for marks in _BORDERS:
        cut = 1 + max(text.rfind(mark, 0, fits) for mark in marks)
        if cut > fits // 3:  # a border near the front would leave a scrap
            return cut
    return fits
