"""Files that members send to a robot: they lie sealed, each with a key of its own, for five minutes.

AES-256-CBC with the key's first half as the vector, padded to 32 bytes; the key goes with the
message in socket mode.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.platform.hosts import Host
from tests.platform.reading import Json
from tests.platform.refusals import RefusedError

LIVES = timedelta(minutes=5)
PATH = "/aibot-file"


@dataclass
class SealedFiles:
    """What lies on one host."""

    host: Host
    address: str = ""
    lying: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Files may be fetched."""
        self.host.serve("GET", PATH, self._give)

    def put(self, content: bytes) -> Json:
        """The file lies there; gives what the message says of it."""
        key, name = secrets.token_bytes(32), f"f{len(self.lying) + 1}"
        self.lying[name] = sealed(content, key), self.host.clock.now() + LIVES
        return {
            "url": f"{self.address}{PATH}?name={name}",
            "aeskey": base64.b64encode(key).decode().rstrip("="),
        }

    async def _give(self, request: web.Request) -> web.Response:
        content, until = self.lying.get(request.query.get("name", ""), (b"", None))
        if until is None or until <= self.host.clock.now():
            raise RefusedError(40007, "no such file")
        return web.Response(body=content)


def sealed(content: bytes, key: bytes) -> bytes:
    """The bytes as they lie there."""
    pad = 32 - len(content) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
