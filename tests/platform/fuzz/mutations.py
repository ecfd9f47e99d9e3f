"""How a callback is spoilt: bytes, structure, signatures, times, encodings.

Whatever comes out is not genuine: its signature belongs to another body, another time or nobody.
Only `sealed_anew` is signed and sealed as it should be, over words that are spoilt; such a one may
be taken, yet must never break us.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from tests.platform.forms import Call, Form, Stamp

Spoil = Callable[[Random, Call], Call]

_PIECES = (
    b"<!DOCTYPE x [<!ENTITY a 'a'>]>",
    b"<!DOCTYPE x SYSTEM 'http://127.0.0.1/x'>",
    b"<xml>",
    b"</xml>",
    b"]]>",
    b"<![CDATA[",
    b"&a;",
    b"&#x0;",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<Encrypt></Encrypt>",
    b'{"encrypt":null}',
    b"<MsgType/>",
    "堵".encode()[:2],
    b"<a>" * 3000,
    b"[" * 3000,
    b"-1",
    b"1e309",
    b"99999999999999999999",
    b"%00",
    b"true",
)
_VALUE = re.compile(r"(?<=CDATA\[)[^\]]*|(?<=>)\d[\d.]*(?=<)|(?<=:)\d[\d.]*|(?<=:\")[^\"]*(?=\")")
_VALUES = (
    *("", " ", "-1", "0", "1e309", "NaN", "true", "null", "9" * 40, "１２３", "-0.0"),
    *("[" * 20_000, "堵" * 3000, "http://127.0.0.1:9/x", "%00", "../../etc", "📷" * 200),
    *("\u202e", "\ud7ff", "accept:99999999999999999999", "GRIDWHISTLE", "image", "event"),
)
_SIGNED = "X-Gridwhistle-Signature"
_HEADERS = ("X-Gridwhistle-Timestamp", _SIGNED)
_TIMES = ("", "0", "-1", "abc", "9" * 40, "1e9", "１２３", "nan", " 1 ", "1700000000", "0x10")


def bytes_changed(random: Random, call: Call) -> Call:
    """Some bytes are others, under a signature of nobody."""
    body = bytearray(call.body)
    for _ in range(random.randint(1, 8)):
        body[random.randrange(len(body))] = random.randrange(256)
    return _nobodys(random, replace(call, body=bytes(body)))


def cut(random: Random, call: Call) -> Call:
    """The end or a middle is missing."""
    first, last = sorted(random.randrange(len(call.body) + 1) for _ in range(2))
    body = call.body[:first] if random.random() < 0.5 else call.body[:first] + call.body[last:]
    return _nobodys(random, replace(call, body=body))


def pieced(random: Random, call: Call) -> Call:
    """Pieces that parsers stumble over stand where they do not belong."""
    body = call.body
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(body) + 1)
        body = body[:at] + random.choice(_PIECES) + body[at:]
    return _nobodys(random, replace(call, body=body))


def noise(random: Random, call: Call) -> Call:
    """Any bytes at all, under the right signature of something else."""
    length = random.choice((0, 1, 7, 64, 900, 5000))
    return replace(call, body=random.randbytes(length))


def repeated(random: Random, call: Call) -> Call:
    """The body several times."""
    return _nobodys(random, replace(call, body=call.body * random.randint(2, 5)))


def encoded(random: Random, call: Call) -> Call:
    """The same letters in another encoding."""
    kind = random.choice(("utf-16", "utf-32", "utf-7", "cp037"))
    body = call.body.decode(errors="replace").encode(kind, errors="replace")
    return _nobodys(random, replace(call, body=body))


def ill_asked(random: Random, call: Call) -> Call:
    """What the signature stands with is wrong, missing or of another time."""
    if not call.query:
        return replace(call, headers=_ill(random, call.headers, _HEADERS))
    query = _ill(random, call.query, ("timestamp", "nonce", "msg_signature"))
    query.pop("signature", None)
    return replace(call, query=query)


def _ill(random: Random, given: Mapping[str, str], among: Sequence[str]) -> dict[str, str]:
    found = dict(given)
    name = random.choice(sorted(found.keys() & set(among)))
    is_time = name.lower().endswith("timestamp")
    found[name] = random.choice(_TIMES) if is_time else _letters(random)
    if random.random() < 0.3 or found[name] == given[name]:
        del found[name]
    return found


def mistyped(random: Random, call: Call) -> Call:
    """Another type is named than what comes."""
    kinds = ("application/json", "text/html; charset=gbk", "multipart/form-data", "", "a/b; =")
    kind = random.choice(kinds)
    return _nobodys(random, replace(call, content_type=kind))


SPOILS: tuple[Spoil, ...] = (
    bytes_changed,
    cut,
    pieced,
    noise,
    repeated,
    encoded,
    ill_asked,
    mistyped,
)


def sealed_anew(random: Random, form: Form, plain: str, stamp: Stamp) -> Call:
    """Spoilt words in a perfect seal; one time in two only what stands in single fields."""
    if random.random() < 0.5:
        return form.call(_values_spoilt(random, plain), stamp, "oyORnu-fuzz")
    letters = list(plain)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(letters) + 1)
        piece = random.choice(_PIECES).decode(errors="replace")
        letters[at : at + random.randrange(12)] = piece
    return form.call("".join(letters), stamp, "oyORnu-fuzz")


def _values_spoilt(random: Random, plain: str) -> str:
    """The document still well-formed, with other values than anybody would think of."""
    values = list(_VALUE.finditer(plain))
    for found in sorted(random.sample(values, random.randint(1, 2)), key=lambda one: -one.start()):
        plain = plain[: found.start()] + random.choice(_VALUES) + plain[found.end() :]
    return plain


def _nobodys(random: Random, call: Call) -> Call:
    wrong = {k: _letters(random) for k in call.query if k in {"signature", "msg_signature"}}
    headers = {k: _letters(random) if k == _SIGNED else v for k, v in call.headers.items()}
    return replace(call, query={**call.query, **wrong}, headers=headers)


def _letters(random: Random) -> str:
    kinds = ("0" * 40, random.randbytes(20).hex(), "", "é" * 40, "A" * 4000, "堵" * 13 + "x")
    return random.choice(kinds)
