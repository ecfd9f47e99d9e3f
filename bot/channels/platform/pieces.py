"""Cuts what is to be said into pieces that a platform takes."""

_BORDERS = ("\n", "。！？；…!?;", "，、：, ")


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
