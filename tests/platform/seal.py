"""The seal of a platform's callbacks, written from its description and shared with nobody.

The key is the base64 of 43 characters and one "="; AES-256-CBC with the first half of the key as
the start value; what is sealed is 16 random bytes, the length in bytes as four big-endian bytes,
the message and the receiver's id, padded as PKCS7 to 32 bytes. A signature is the SHA-1 of the
sorted parts set one after another.
"""

import base64
import hashlib
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class BrokenSealError(Exception):
    """What came is not sealed as the platform seals."""


def signature(*parts: str) -> str:
    """The parts signed, in whatever order they are given."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@dataclass(frozen=True)
class Seal:
    """Token and key of one callback address; `receiver` is the app id, the corp id, or empty."""

    token: str
    aes_key: str
    receiver: str

    def sign(self, *parts: str) -> str:
        return signature(self.token, *parts)

    def close(self, words: str) -> str:
        """The words sealed, as the field `Encrypt` carries them."""
        message = words.encode()
        length = struct.pack(">I", len(message))
        plain = secrets.token_bytes(16) + length + message + self.receiver.encode()
        pad = BLOCK - len(plain) % BLOCK
        worker = self._cipher().encryptor()
        sealed = worker.update(plain + bytes([pad]) * pad) + worker.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The words that were sealed; raises BrokenSealError for everything else."""
        try:
            worker = self._cipher().decryptor()
            plain = worker.update(base64.b64decode(sealed, validate=True)) + worker.finalize()
        except ValueError as error:
            raise BrokenSealError(str(error)) from error
        return self._checked(plain)

    def _checked(self, plain: bytes) -> str:
        pad = plain[-1] if plain else 0
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise BrokenSealError("padding")
        (length,) = struct.unpack(">I", plain[16:20])
        message, receiver = plain[20 : 20 + length], plain[20 + length : -pad]
        if receiver.decode() != self.receiver:
            raise BrokenSealError(f"sealed for {receiver!r}")
        return message.decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(f"{self.aes_key}=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
