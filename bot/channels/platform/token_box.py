"""Access tokens as the database keeps them: closed, so that who reads a row reads no token."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class TokenBox:
    """Closes and opens tokens with one key of 16, 24 or 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, value: str, name: str) -> bytes:
        """The value, closed: it opens only with the same key and under the same name."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value.encode(), name.encode())

    def open(self, content: bytes, name: str) -> str | None:
        """What was closed; None when it was closed otherwise, or altered."""
        nonce, closed = content[:_NONCE], content[_NONCE:]
        try:
            return self._cipher.decrypt(nonce, closed, name.encode()).decode()
        except (InvalidTag, ValueError):
            return None
