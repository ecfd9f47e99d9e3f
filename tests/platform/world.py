"""The whole platform as one aiohttp application: both hosts, the socket, and who lives there.

A gateway at our bridge stands beside them. Every host is a folder of the same address,
`/api.weixin.qq.com/cgi-bin/…`, so that one port serves them all. It follows the clock it is
given; whatever it tells us is sealed as the real one seals.
"""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, TCPConnector, web

from storage.clock import Clock
from tests.platform import gateway as gateways
from tests.platform.aibot.callbacks import Callbacks
from tests.platform.aibot.files import SealedFiles
from tests.platform.aibot.frames import Frames
from tests.platform.aibot.robot import Robot
from tests.platform.aibot.socket import Socket
from tests.platform.customers import CUSTOMERS, CustomerGroups
from tests.platform.forms import AccountForm, Mode, RobotForm, WeComForm
from tests.platform.hosts import Host
from tests.platform.kf.desk import KF, Desk
from tests.platform.kf.sending import Sending as DeskSending
from tests.platform.kf.syncing import Syncing
from tests.platform.lines import Line
from tests.platform.official_account import account as accounts
from tests.platform.official_account.codes import Codes
from tests.platform.official_account.messages import Messages
from tests.platform.official_account.notices import Notices
from tests.platform.official_account.speaking import Speaking
from tests.platform.refusals import Complaint
from tests.platform.robots import Robots
from tests.platform.seal import Seal
from tests.platform.wecom import company as companies
from tests.platform.wecom.company import Company
from tests.platform.wecom.directory import APP, Directory
from tests.platform.wecom.entrance import Entrance
from tests.platform.wecom.pressing import Pressing
from tests.platform.wecom.sending import Sending
from tests.platform.wecom.updates import Updates

APP_ID, CORP_ID, AGENT_ID = "wx7c1f0e5a92d4b386", "ww4a81d6c05b9e23f7", 1000007
OPEN_KFID, BOT_ID, GH_ID = "wkAJ2GCAAAZkE5Q1", "aibQ8mXy2k", "gh_8d0a57c4be19"
SECRETS = {
    name: f"{name}-secret-{'s3cr3t' * 4}" for name in ("account", APP, KF, "aibot", CUSTOMERS)
}
TOKENS = {name: f"Token4{name}" for name in ("account", APP, KF, "aibot")}
KEYS = {
    name: f"{name}{'0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'[len(name) :]}" for name in TOKENS
}
SOCKET = "openws.work.weixin.qq.com"


def seal(name: str, receiver: str) -> Seal:
    """The seal of this channel's callbacks."""
    return Seal(TOKENS[name], KEYS[name], receiver)


@dataclass
class Platform:
    """Both platforms. `start` gives the address; residents and members live in `people`."""

    clock: Clock
    mode: Mode = Mode.SAFE
    address: str = ""
    lines: dict[str, Line] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Everything stands, nothing is open."""
        self.official_host = Host(accounts.NAME, self.clock)
        self.wecom_host = Host(companies.NAME, self.clock)
        self._stand_account()
        self._stand_company()
        self._stand_robot()
        self._stand_gateway()
        self.app = web.Application()
        self.app.add_subapp(f"/{accounts.NAME}", self.official_host.finish())
        self.app.add_subapp(f"/{companies.NAME}", self.wecom_host.finish())
        for page in (self.entrance.authorize_host, self.entrance.scan_host):
            self.app.add_subapp(f"/{page.name}", page.finish())
        self.app.add_subapp(f"/{gateways.NAME}", self.gateway.host.finish())
        self.app.router.add_get(f"/{SOCKET}", self.socket.handle)
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None

    def _line(self, name: str, form: Any, path: str = "") -> Line:
        self.lines[name] = Line(self.clock, form, path or f"/callback/{name}")
        return self.lines[name]

    def _stand_account(self) -> None:
        secret = SECRETS["account"]
        self.account = accounts.Account(self.clock, APP_ID, secret, GH_ID, self.official_host)
        form = AccountForm(seal("account", APP_ID), GH_ID, self.mode)
        self.speaking = Speaking(self.account, self._line("official-account", form))
        self.messages = Messages(self.account)
        self.notices = Notices(self.account, self.speaking.event)
        self.codes = Codes(self.account)

    def _stand_company(self) -> None:
        self.company = Company(self.clock, CORP_ID, self.wecom_host)
        for name in (APP, KF, CUSTOMERS):
            self.company.desk(SECRETS[name], name)
        self.directory = Directory(self.company, AGENT_ID)
        self.entrance = Entrance(self.company, AGENT_ID)
        self.updates = Updates(self.company, AGENT_ID)
        self.sending = Sending(self.company, AGENT_ID, self.updates)
        line = self._line("wecom", WeComForm(seal(APP, CORP_ID), AGENT_ID))
        self.pressing = Pressing(self.company, AGENT_ID, self.updates, line)
        self.desk = Desk(self.company, OPEN_KFID)
        self.syncing = Syncing(self.desk, self._line("wecom-kf", WeComForm(seal(KF, CORP_ID))))
        self.desk_sending = DeskSending(self.desk, self.syncing)
        self.robots = Robots(self.wecom_host)
        self.customers = CustomerGroups(self.company)

    def _stand_robot(self) -> None:
        self.robot = Robot(self.clock, BOT_ID, SECRETS["aibot"])
        self.socket = Socket(self.robot, Frames(self.robot, self.company.shelf))
        line = self._line("wecom-aibot", RobotForm(seal("aibot", "")))
        self.sealed_files = SealedFiles(self.wecom_host)
        self.callbacks = Callbacks(self.robot, line, self.wecom_host)

    def _stand_gateway(self) -> None:
        line = self._line("bridge", gateways.BridgeForm(), "/bridge/messages")
        self.gateway = gateways.Gateway(self.clock, Host(gateways.NAME, self.clock), line)

    async def start(self, port: int = 0) -> str:
        """Both hosts listen; gives the address they share."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.callbacks.address = self.sealed_files.address = self.base(companies.NAME)
        return self.address

    def call(self, ours: str) -> None:
        """From now on callbacks go to the service at this address."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=0))
        for line in self.lines.values():
            line.url, line.session = f"{ours}{line.path}", self._session

    async def stop(self) -> None:
        """Nothing listens and nothing calls any more."""
        for host in (self.official_host, self.wecom_host, self.gateway.host):
            host.knobs.all_well()
        await self.socket.revive()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def base(self, host: str) -> str:
        """Where one of the hosts is."""
        return f"{self.address}/{host}"

    @property
    def our_faults(self) -> list[Complaint]:
        """Calls of ours that were wrong in themselves, whatever the state was."""
        socket = [one for one in self.socket.complaints if one.is_callers_fault]
        return [*self.official_host.our_faults, *self.wecom_host.our_faults, *socket]

    @property
    def broken_answers(self) -> list[str]:
        """Answers of ours in place that nobody could read."""
        return [one for line in self.lines.values() for one in line.broken]
