"""How a callback looks on the wire: three for an official account, one for WeCom, one for robots.

- clear: `signature` over token, timestamp and nonce; the body as it is.
- safe: `msg_signature` over these and `Encrypt`; the body holds only the receiver and `Encrypt`.
- compat: both, the clear fields beside `Encrypt`.
- WeCom: as safe, with the agent's number in the envelope when an app is meant.
- robots: JSON, `{"encrypt": …}`, sealed for nobody (an empty receiver).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from tests.platform.fields import fields_of, xml_of
from tests.platform.seal import BrokenSealError, Seal

ECHO = "4837291056218345907"


@dataclass(frozen=True)
class Stamp:
    """When a callback is sent, and the number that is used once."""

    timestamp: str
    nonce: str


@dataclass(frozen=True)
class Call:
    """One callback: what follows the question mark, the body, its type, and other headers."""

    query: Mapping[str, str]
    body: bytes
    content_type: str = "text/xml"
    headers: Mapping[str, str] = field(default_factory=dict)

    def forged(self) -> "Call":
        """The same with signatures that do not fit."""
        wrong = {k: "0" * 40 for k in self.query if k in {"signature", "msg_signature"}}
        headers = {k: "0" * 64 if k.endswith("Signature") else v for k, v in self.headers.items()}
        return replace(self, query={**self.query, **wrong}, headers=headers)


class Form(Protocol):
    """One way of writing callbacks and reading the answers."""

    def call(self, plain: str, stamp: Stamp, openid: str) -> Call:
        """The callback that carries these words."""
        ...

    def check(self, stamp: Stamp) -> Mapping[str, str]:
        """The query of a URL check, which must be answered with ECHO."""
        ...

    def opened(self, answer: str, stamp: Stamp) -> str:
        """What the answer says; raises BrokenSealError."""
        ...


class Mode(StrEnum):
    """How an official account was told to write."""

    CLEAR = "clear"
    COMPAT = "compat"
    SAFE = "safe"


@dataclass(frozen=True)
class AccountForm:
    """The callbacks of an official account."""

    seal: Seal
    account: str
    mode: Mode = Mode.SAFE

    def call(self, plain: str, stamp: Stamp, openid: str) -> Call:
        query = self._signed(stamp) | {"openid": openid}
        if self.mode is Mode.CLEAR:
            return Call(query, plain.encode())
        sealed = self.seal.close(plain)
        signed = self.seal.sign(stamp.timestamp, stamp.nonce, sealed)
        query |= {"encrypt_type": "aes", "msg_signature": signed}
        outer = xml_of({"ToUserName": self.account, "Encrypt": sealed})
        if self.mode is Mode.COMPAT:
            outer = plain.replace("</xml>", f"{xml_of({'Encrypt': sealed})[5:]}")
        return Call(query, outer.encode())

    def check(self, stamp: Stamp) -> Mapping[str, str]:
        return self._signed(stamp) | {"echostr": ECHO}

    def opened(self, answer: str, stamp: Stamp) -> str:
        return answer if self.mode is Mode.CLEAR else _opened_xml(self.seal, answer)

    def _signed(self, stamp: Stamp) -> dict[str, str]:
        signed = self.seal.sign(stamp.timestamp, stamp.nonce)
        return {"signature": signed, "timestamp": stamp.timestamp, "nonce": stamp.nonce}


@dataclass(frozen=True)
class WeComForm:
    """The callbacks of WeCom: of an app, or without an agent of customer service."""

    seal: Seal
    agent_id: int | None = None

    def call(self, plain: str, stamp: Stamp, openid: str) -> Call:
        sealed = self.seal.close(plain)
        outer = {"ToUserName": self.seal.receiver, "Encrypt": sealed, "AgentID": self.agent_id}
        return Call(_signed(self.seal, stamp, sealed), xml_of(outer).encode())

    def check(self, stamp: Stamp) -> Mapping[str, str]:
        sealed = self.seal.close(ECHO)
        return _signed(self.seal, stamp, sealed) | {"echostr": sealed}

    def opened(self, answer: str, stamp: Stamp) -> str:
        return _opened_xml(self.seal, answer)


@dataclass(frozen=True)
class RobotForm:
    """The callbacks of an intelligent robot."""

    seal: Seal

    def call(self, plain: str, stamp: Stamp, openid: str) -> Call:
        sealed = self.seal.close(plain)
        body = json.dumps({"encrypt": sealed}).encode()
        return Call(_signed(self.seal, stamp, sealed), body, "application/json")

    def check(self, stamp: Stamp) -> Mapping[str, str]:
        sealed = self.seal.close(ECHO)
        return _signed(self.seal, stamp, sealed) | {"echostr": sealed}

    def opened(self, answer: str, stamp: Stamp) -> str:
        try:
            found = json.loads(answer)
            parts = str(found["timestamp"]), found["nonce"], found["encrypt"]
            good = found["msgsignature"] == self.seal.sign(*parts) and type(found["timestamp"])
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenSealError(f"the answer is no sealed JSON: {error!r}") from error
        if good is not int or parts[1] != stamp.nonce:
            raise BrokenSealError("the answer's signature, time or nonce does not fit")
        return self.seal.open(parts[2])


def _signed(seal: Seal, stamp: Stamp, sealed: str) -> dict[str, str]:
    signed = seal.sign(stamp.timestamp, stamp.nonce, sealed)
    return {"msg_signature": signed, "timestamp": stamp.timestamp, "nonce": stamp.nonce}


def _opened_xml(seal: Seal, answer: str) -> str:
    try:
        found = fields_of(answer)
        parts = found["TimeStamp"], found["Nonce"], found["Encrypt"]
        fits = found["MsgSignature"] == seal.sign(*parts) and parts[0].isdigit()
    except (SyntaxError, KeyError) as error:
        raise BrokenSealError(f"the answer is no sealed XML: {error!r}") from error
    if not fits:
        raise BrokenSealError("the answer's signature does not fit")
    return seal.open(parts[2])
