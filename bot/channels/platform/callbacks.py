"""Whether a platform's callback is genuine, fresh and readable; the one wrapper of its cryptography.

A retry of the platform is no attack: it repeats the message, either with the very same signature
or with a new one. So a signature that was dealt with is remembered until it is too old to pass
anyway, together with a digest of what it signed:

- the same signature over the same content is answered like the first time, without storing again;
- the same signature over other content (possible only in clear mode, where the content is not
  signed) is a forgery and refused;
- a callback whose storing failed is not "dealt with": its retry goes all the way again;
- a retry with a new signature goes all the way too, and the inbox key makes it one message.

The memory is of this process; another replica relies on the inbox key alone.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import ClientError, web
from wechatpy.crypto import PKCS7Encoder, WeChatCipher
from wechatpy.utils import WeChatSigner

from bot.channels.base import CallbackError
from bot.channels.platform.xml_fields import Fields, XmlError, read_xml
from storage.clock import Clock

MAX_BODY = 1024 * 1024
FRESH_SECONDS = 600
_READ_SECONDS = 5
_REMEMBERED = 20_000
_BLOCK = PKCS7Encoder.block_size
_HEAD = 20  # 16 random bytes and the length
# An envelope exactly as the platform writes it need not be read as XML at all.
_ENVELOPE = re.compile(
    rb"<xml>\s*<ToUserName><!\[CDATA\[[\w@.-]{0,64}\]\]></ToUserName>\s*"
    rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\s*</xml>\s*"
)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Rejection(StrEnum):
    """Why a callback was refused; the value is what is counted."""

    NOT_SIGNED = "not_signed"
    STALE = "stale"
    FORGED = "forged"
    CLEAR_TEXT = "clear_text"
    FOREIGN = "foreign"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


_STATUS = {Rejection.TOO_LARGE: 413, Rejection.UNREADABLE: 400}


def rejected(why: Rejection) -> CallbackError:
    """The error that answers a callback which is refused for this reason."""
    return CallbackError(why.value, _STATUS.get(why, 403))


def signature(*signed: str) -> str:
    """What the platform writes under these strings, the token being one of them."""
    signer = WeChatSigner()
    signer.add_data(*signed)
    return str(signer.signature)


class Seal:
    """The platform's encryption: AES-256-CBC around random bytes, length, text and receiver."""

    def __init__(self, aes_key: str, receiver: str) -> None:
        self._cipher = WeChatCipher(base64.b64decode(f"{aes_key}="))
        self._receiver = receiver.encode()

    def open(self, sealed: str) -> bytes:
        """The text inside; raises CallbackError when it is damaged or meant for somebody else."""
        plain = self._decrypt(sealed)
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise rejected(Rejection.UNREADABLE)
        framed = plain[:-pad]
        end = _HEAD + int.from_bytes(framed[16:_HEAD], "big")
        if len(framed) < _HEAD or end > len(framed):
            raise rejected(Rejection.UNREADABLE)
        if framed[end:] != self._receiver:
            raise rejected(Rejection.FOREIGN)
        return framed[_HEAD:end]

    def close(self, text: str, random16: bytes | None = None) -> str:
        """The text sealed for the receiver, in base64; `random16` is given only by tests."""
        content = text.encode()
        head = (random16 or secrets.token_bytes(16)) + len(content).to_bytes(4, "big")
        padded = PKCS7Encoder.encode(head + content + self._receiver)
        return base64.b64encode(self._cipher.encrypt(padded)).decode()

    def _decrypt(self, sealed: str) -> bytes:
        try:
            plain: bytes = self._cipher.decrypt(base64.b64decode(sealed, validate=True))
        except (binascii.Error, ValueError):
            raise rejected(Rejection.UNREADABLE) from None
        if not plain:
            raise rejected(Rejection.UNREADABLE)
        return plain


@dataclass(frozen=True)
class Opened:
    """A genuine callback: its fields, and a digest that is the same whenever it is repeated."""

    fields: Fields
    digest: str
    stamp: tuple[str, str]


@dataclass
class _Seen:
    content: bytes
    expires_at: float
    is_done: bool = False


class Gate:
    """Lets genuine callbacks of one account through, and nothing else.

    Without an AES key callbacks come in clear text; with one, clear text is refused.
    """

    def __init__(self, token: str, seal: Seal | None, clock: Clock) -> None:
        self._token = token
        self._seal = seal
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], _Seen] = OrderedDict()

    def check_url(self, query: Mapping[str, str]) -> None:
        """The platform itself asks whether this is our address; otherwise raises CallbackError."""
        self._check(query, "signature")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened | None:
        """What the callback says; None when it was dealt with before. Raises CallbackError."""
        if self._seal is None:
            stamp = self._check(query, "signature")
            return None if self._is_done(stamp, body) else _opened(body, stamp)
        if "msg_signature" not in query or query.get("encrypt_type", "aes") != "aes":
            raise rejected(Rejection.CLEAR_TEXT)
        sealed = _sealed(body)
        stamp = self._check(query, "msg_signature", sealed)
        if self._is_done(stamp, sealed.encode()):
            return None
        return _opened(self._seal.open(sealed), stamp)

    def done(self, callback: Opened) -> None:
        """The callback is dealt with: repeated, it is nothing any more."""
        if callback.stamp in self._seen:
            self._seen[callback.stamp].is_done = True

    def _check(self, query: Mapping[str, str], name: str, *content: str) -> tuple[str, str]:
        given, sent_at, nonce = (query.get(key, "") for key in (name, "timestamp", "nonce"))
        if not (given and nonce and (given + sent_at + nonce).isascii()):
            raise rejected(Rejection.NOT_SIGNED)
        ours = signature(self._token, sent_at, nonce, *content)
        if not hmac.compare_digest(ours.encode(), given.encode()):
            raise rejected(Rejection.NOT_SIGNED)
        age = abs(self._now() - int(sent_at)) if sent_at.isdigit() and len(sent_at) < 12 else None
        if age is None or age > FRESH_SECONDS:
            raise rejected(Rejection.STALE)
        return nonce, given

    def _is_done(self, stamp: tuple[str, str], content: bytes) -> bool:
        digest = hashlib.sha256(content).digest()
        self._forget()
        # A stamp from our future passes for twice the span; it is remembered as long as that.
        seen = self._seen.setdefault(stamp, _Seen(digest, self._now() + 2 * FRESH_SECONDS))
        if seen.content != digest:
            raise rejected(Rejection.FORGED)
        return seen.is_done

    def _forget(self) -> None:
        now = self._now()
        while self._seen and (
            len(self._seen) >= _REMEMBERED or next(iter(self._seen.values())).expires_at < now
        ):
            self._seen.popitem(last=False)

    def _now(self) -> float:
        return self._clock.now().timestamp()


async def read_body(request: web.Request) -> bytes:
    """The body of a callback; raises CallbackError when it is too large, too slow or broken."""
    if (request.content_length or 0) > MAX_BODY:
        raise rejected(Rejection.TOO_LARGE)
    if request.content.is_eof():  # it came in one piece with the head, as nearly all do
        return _held_small(request.content.read_nowait())
    body = bytearray()
    try:
        async with asyncio.timeout(_READ_SECONDS):
            async for chunk in request.content.iter_chunked(64 * 1024):
                body += chunk
                if len(body) > MAX_BODY:
                    raise rejected(Rejection.TOO_LARGE)
    except (TimeoutError, ClientError, ConnectionError, web.RequestPayloadError):
        raise rejected(Rejection.UNREADABLE) from None
    return bytes(body)


def _held_small(body: bytes) -> bytes:
    if len(body) > MAX_BODY:
        raise rejected(Rejection.TOO_LARGE)
    return body


def _sealed(body: bytes) -> str:
    usual = _ENVELOPE.fullmatch(body)
    if usual is not None:
        return usual[1].decode()
    try:
        sealed = read_xml(body).text("Encrypt")
    except XmlError:
        raise rejected(Rejection.UNREADABLE) from None
    if not sealed:
        raise rejected(Rejection.CLEAR_TEXT)
    return sealed


def _opened(text: bytes, stamp: tuple[str, str]) -> Opened:
    # A phone can send characters that XML forbids; the message is genuine and must not be lost.
    legible = _NOT_XML.sub(b"", text.decode("utf-8", "replace").encode())
    try:
        return Opened(read_xml(legible), hashlib.sha256(text).hexdigest(), stamp)
    except XmlError:
        raise rejected(Rejection.UNREADABLE) from None
