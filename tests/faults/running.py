"""The service as a process of its own, to be starved, killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.service.fake_wechat import AES_KEY, APP_ID, APP_SECRET, TOKEN

COMMAND = Path(sys.executable).with_name("gridwhistle")
NEVER_QUIET = {
    "GRIDWHISTLE_POLICY__QUIET_FROM": "23:59:59",
    "GRIDWHISTLE_POLICY__QUIET_UNTIL": "00:00",
}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Service:
    """`gridwhistle serve` on one database and one port, over as many processes as it takes."""

    folder: Path
    database_url: str
    more: Mapping[str, str] = field(default_factory=dict)
    before_start: Callable[[], None] | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    listens: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Everything the processes have written so far."""
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """A process is on its way; it does not answer yet."""
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "serve"],
                env=self._environment(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=self.before_start,  # noqa: PLW1509  (it calls nothing of Python)
            )

    def _environment(self) -> dict[str, str]:
        given = {
            "DATABASE_URL": self.database_url,
            "WEB__PORT": str(self.port),
            "MEDIA_DIR": str(self.folder / "media"),
            "DEMO": "true",
            "LOG__LEVEL": "WARNING",
            "POLICY__SETTLE_AFTER": "1",
            "OFFICIAL_ACCOUNT__APP_ID": APP_ID,
            "OFFICIAL_ACCOUNT__APP_SECRET": APP_SECRET,
            "OFFICIAL_ACCOUNT__TOKEN": TOKEN,
            "OFFICIAL_ACCOUNT__AES_KEY": AES_KEY,
        }
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GRIDWHISTLE_")}
        return clean | {f"GRIDWHISTLE_{k}": v for k, v in given.items()} | dict(self.more)

    async def is_up(self, client: ClientSession) -> bool:
        """True when the process answers and says that it is ready."""
        try:
            async with client.get(f"{self.address}/readyz", timeout=ClientTimeout(2)) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError, ConnectionError):
            return False

    async def up(self, client: ClientSession, within: float = 120.0) -> float:
        """The process is ready; gives the seconds it took."""
        began = monotonic()
        while not await self.is_up(client):
            assert self.process is not None
            assert self.process.poll() is None, f"it ended by itself:\n{self.log[-3000:]}"
            assert monotonic() - began < within, f"it does not get ready:\n{self.log[-3000:]}"
            await asyncio.sleep(0.05)
        self.listens.set()
        return monotonic() - began

    def kill(self) -> None:
        """The process is gone in the middle of whatever it did."""
        assert self.process is not None
        self.listens.clear()
        self.process.kill()
        self.process.wait()

    async def end(self, within: float = 15.0) -> tuple[int, float]:
        """The process was asked to end: its exit code, and how long it took."""
        assert self.process is not None
        began = monotonic()
        self.listens.clear()
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(self.process.wait, within)
        return code, monotonic() - began

    def remove(self) -> None:
        """No process is left."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
