"""Whether a platform's callback is genuine, fresh and readable; the one gate in front of all.

A retry of the platform is no attack: it repeats the message, either with the very same signature
or with a new one. So a signature that was dealt with is remembered until it is too old to pass
anyway, together with a digest of what it signed:

- the same signature over the same content is answered like the first time, without storing again;
- the same signature over other content (possible only in clear mode, where the content is not
  signed) is a forgery and refused;
- a callback whose storing failed is not "dealt with": its retry goes all the way again;
- a retry with a new signature goes all the way too, and the inbox key makes it one message.

Each process remembers what it dealt with. Where that is not enough, because the content is not
signed or because the inbox does not stand behind (`is_first`), a row is shared by all replicas.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote

from bot.channels.platform.body import MAX_BODY, read_body
from bot.channels.platform.fields import Fields, FieldsError, read_json
from bot.channels.platform.rejections import Rejection, rejected
from bot.channels.platform.replies import to_xml
from bot.channels.platform.seal import Seal, signature
from bot.channels.platform.signatures import Signatures
from bot.channels.platform.xml_fields import read_xml
from storage.clock import Clock

__all__ = ["MAX_BODY", "Form", "Gate", "Opened", "Rejection", "Seal", "read_body", "rejected"]

FRESH_SECONDS = 600
_REMEMBERED = 20_000
# An envelope exactly as the platform writes it need not be read as XML at all.
_ENVELOPE = re.compile(
    rb"<xml>\s*<ToUserName><!\[CDATA\[[\w@.-]{0,64}\]\]></ToUserName>\s*"
    rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>\s*</xml>\s*"
)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Form(StrEnum):
    """How a platform writes its callbacks."""

    XML = "xml"
    JSON = "json"


@dataclass(frozen=True)
class Opened:
    """A genuine callback: its fields, and a digest that is the same whenever it is repeated.

    `nonce` goes back with an answer. `was_sealed` says whether that must be sealed too.
    """

    fields: Fields
    digest: str
    stamp: tuple[str, str]
    was_sealed: bool = True

    @property
    def nonce(self) -> str:
        """The platform's own nonce."""
        return self.stamp[0]


@dataclass
class _Seen:
    content: str
    expires_at: float
    is_done: bool = False


class Gate:
    """Lets genuine callbacks of one account through, and nothing else.

    Without a seal callbacks come in clear text; with one, clear text is refused. `signatures` are
    shared by replicas; without them this process remembers alone.
    """

    def __init__(
        self,
        token: str,
        seal: Seal | None,
        clock: Clock,
        signatures: Signatures | None = None,
        form: Form = Form.XML,
    ) -> None:
        self._token = token
        self._seal = seal
        self._clock = clock
        self._signatures = signatures
        self._form = form
        self._seen: OrderedDict[tuple[str, str], _Seen] = OrderedDict()

    # ---- the address check -------------------------------------------------------------

    def echo(self, query: Mapping[str, str], raw_query: str) -> str:
        """What the platform wants to hear when it asks whether this is our address.

        An official account gets its `echostr` as it came; everybody else signs and seals it and
        gets the text inside. Nothing but this process has a part in it, so it is quick even
        while the database is down. Raises CallbackError.
        """
        if "msg_signature" not in query or "signature" in query:
            self._check(query, "signature")
            return _raw_echo(raw_query)
        echo = _raw_echo(raw_query)
        self._check(query, "msg_signature", echo)
        if self._seal is None:
            raise rejected(Rejection.UNREADABLE)
        return self._seal.open(echo).decode("utf-8", "replace")

    # ---- callbacks ---------------------------------------------------------------------

    async def open(self, query: Mapping[str, str], body: bytes) -> Opened | None:
        """What the callback says; None when it was dealt with before. Raises CallbackError."""
        if self._seal is None:
            return await self._open_clear(query, body)
        if "msg_signature" not in query or query.get("encrypt_type", "aes") != "aes":
            raise rejected(Rejection.CLEAR_TEXT)
        sealed = self._sealed(body)
        stamp = self._check(query, "msg_signature", sealed)
        if self._is_done(stamp, _digest(sealed.encode())):
            return None
        return self._opened(self._seal.open(sealed), stamp, was_sealed=True)

    async def _open_clear(self, query: Mapping[str, str], body: bytes) -> Opened | None:
        stamp, digest = self._check(query, "signature"), _digest(body)
        if self._is_done(stamp, digest):
            return None
        if self._signatures is not None:
            first = await self._signatures.first(self._account(stamp), digest, self._expiry())
            if first != digest:
                raise rejected(Rejection.FORGED)
        return self._opened(body, stamp, was_sealed=False)

    def done(self, callback: Opened) -> None:
        """The callback is dealt with: repeated, it is nothing any more."""
        if callback.stamp in self._seen:
            self._seen[callback.stamp].is_done = True

    async def is_first(self, callback: Opened) -> bool:
        """Whether no replica asked this of this callback before.

        For what must be done once and leaves no message in the inbox.
        """
        if self._signatures is None:
            return True
        mine = secrets.token_hex(8)
        stamp = f"once:{self._account(callback.stamp)}"
        return await self._signatures.first(stamp, mine, self._expiry()) == mine

    # ---- answers -----------------------------------------------------------------------

    def seal_answer(self, answer: str, nonce: str) -> str:
        """The answer to a callback as the platform takes it in return, sealed and signed.

        Raises ValueError for an account without a seal.
        """
        if self._seal is None:
            raise ValueError("an account in clear text seals nothing")
        sealed, now = self._seal.close(answer), int(self._now())
        signed = signature(self._token, str(now), nonce, sealed)
        if self._form is Form.JSON:
            return json.dumps(
                {"encrypt": sealed, "msgsignature": signed, "timestamp": now, "nonce": nonce}
            )
        return to_xml({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": now, "Nonce": nonce})

    # ---- inside ------------------------------------------------------------------------

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

    def _sealed(self, body: bytes) -> str:
        usual = _ENVELOPE.fullmatch(body)
        if usual is not None and self._form is Form.XML:
            return usual[1].decode()
        try:
            fields = read_json(body) if self._form is Form.JSON else read_xml(body)
            sealed = fields.text("encrypt" if self._form is Form.JSON else "Encrypt")
        except FieldsError:
            raise rejected(Rejection.UNREADABLE) from None
        if not sealed:
            raise rejected(Rejection.CLEAR_TEXT)
        if not sealed.isascii():
            raise rejected(Rejection.UNREADABLE)
        return sealed

    def _opened(self, text: bytes, stamp: tuple[str, str], *, was_sealed: bool) -> Opened:
        try:
            fields = read_json(text) if self._form is Form.JSON else read_xml(_legible(text))
        except FieldsError:
            raise rejected(Rejection.UNREADABLE) from None
        return Opened(fields, _digest(text), stamp, was_sealed)

    def _is_done(self, stamp: tuple[str, str], digest: str) -> bool:
        self._forget()
        seen = self._seen.setdefault(stamp, _Seen(digest, self._expiry().timestamp()))
        if seen.content != digest:
            raise rejected(Rejection.FORGED)
        return seen.is_done

    def _forget(self) -> None:
        now = self._now()
        while self._seen and (
            len(self._seen) >= _REMEMBERED or next(iter(self._seen.values())).expires_at < now
        ):
            self._seen.popitem(last=False)

    def _account(self, stamp: tuple[str, str]) -> str:
        return _digest("\n".join((self._token, *stamp)).encode())

    def _expiry(self) -> datetime:
        # A stamp from our future passes for twice the span; it is remembered as long as that.
        return self._clock.now() + timedelta(seconds=2 * FRESH_SECONDS)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _legible(text: bytes) -> bytes:
    # A phone can send characters that XML forbids; the message is genuine and must not be lost.
    return _NOT_XML.sub(b"", text.decode("utf-8", "replace").encode())


def _raw_echo(raw_query: str) -> str:
    # Not the parsed query, which takes "+" for a space: the echo must be read as it came.
    for part in raw_query.split("&"):
        name, _, value = part.partition("=")
        echo = unquote(value)
        if name == "echostr" and echo.isascii():
            return echo
    raise rejected(Rejection.UNREADABLE)
