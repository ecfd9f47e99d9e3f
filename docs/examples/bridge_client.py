"""A gateway in one file: it hands messages in, and takes what is to be said.

    BRIDGE_SECRET=… python bridge_client.py http://127.0.0.1:8080 "三号楼前面井盖歪了"
    BRIDGE_SECRET=… python bridge_client.py --listen 9000

The first hands one message in as if a resident had said it in a group; the second listens at
http://127.0.0.1:9000/ and prints what the bot says (GRIDWHISTLE_BRIDGE__OUT_URL). It needs nothing
but Python.
"""

import hashlib
import hmac
import json
import os
import sys
import time
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.request import Request, urlopen

SECONDS = 600


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in X-Gridwhistle-Signature."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def hand_in(address: str, secret: str, message: dict[str, Any]) -> dict[str, Any]:
    """The bot has the message; hand in the same key as often as you like, it is one message."""
    body = json.dumps(message, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Gridwhistle-Timestamp": timestamp,
        "X-Gridwhistle-Signature": signature(secret, timestamp, body),
    }
    request = Request(f"{address}/bridge/messages", body, headers)  # noqa: S310 (the reader's own)
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
        return found


def is_genuine(secret: str, timestamp: str, given: str, body: bytes) -> bool:
    """Whether the bot itself sent this, and just now."""
    is_fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) < SECONDS
    return is_fresh and hmac.compare_digest(signature(secret, timestamp, body), given)


class Gateway(BaseHTTPRequestHandler):
    """Prints what the bot says; a real one would bring it to the telephone or the group."""

    secret = os.environ.get("BRIDGE_SECRET", "")

    def do_POST(self) -> None:
        """One document is taken. Remember `key`: after a broken line the same one comes again."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        timestamp = self.headers.get("X-Gridwhistle-Timestamp", "")
        given = self.headers.get("X-Gridwhistle-Signature", "")
        if not is_genuine(self.secret, timestamp, given, body):
            self.send_error(403)
            return
        said = json.loads(body)
        print(said["chat"]["id"], said["text"], flush=True)  # noqa: T201 (it is a program)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"receipt": said["key"]}).encode())


def main() -> None:
    """Hands one message in, or listens."""
    if sys.argv[1] == "--listen":
        HTTPServer(("127.0.0.1", int(sys.argv[2])), Gateway).serve_forever()
    message = {
        "key": f"example:{uuid.uuid4()}",
        "chat": {"id": "example_group", "is_group": True},
        "sender": {"id": "example_resident", "name": "王大妈"},
        "sent_at": datetime.now(UTC).isoformat(),
        "text": sys.argv[2],
    }
    print(hand_in(sys.argv[1], Gateway.secret, message))  # noqa: T201


if __name__ == "__main__":
    main()
