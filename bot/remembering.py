"""A reader that remembers what it has just read."""

from handlers.ports import Reader
from handlers.understanding.reading import Around, Reading

MOST = 256


class Remembering:
    """Reads a text once, however often it is looked at before it is dealt with."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lately: dict[tuple[str, Around], Reading] = {}

    def read(self, text: str, around: Around) -> Reading:
        """What `text` means."""
        known = self._lately.get((text, around))
        if known is not None:
            return known
        if len(self._lately) >= MOST:
            self._lately.clear()
        found = self._reader.read(text, around)
        self._lately[text, around] = found
        return found
