"""Which signatures of callbacks were let through, remembered by all replicas."""

from datetime import datetime
from typing import Any

from storage import signatures
from storage.db import Database
from storage.together import Together


class Signatures:
    """Remembers of every signature what it first came with; those that come together share a commit."""

    def __init__(self, db: Database) -> None:
        self._remembered: Together[dict[str, Any], str] = Together(db, signatures.remember)

    async def first(self, key: str, content: str, expires_at: datetime) -> str:
        """The content the signature was first seen with: this one, when it is new.

        Raises DatabaseUnavailableError.
        """
        row = {"key": key, "content": content, "expires_at": expires_at}
        return await self._remembered.ask(row)
