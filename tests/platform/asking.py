"""The settings with which a service of ours speaks to the emulated platform."""

from collections.abc import Mapping

from tests.platform import gateway, world
from tests.platform.customers import CUSTOMERS
from tests.platform.official_account.account import NAME as ACCOUNT_HOST
from tests.platform.wecom.company import NAME as COMPANY_HOST
from tests.platform.wecom.directory import APP
from tests.platform.wecom.entrance import AUTHORIZE_HOST, SCAN_HOST
from tests.platform.world import KEYS, SECRETS, TOKENS, Platform

Section = dict[str, str | int]


def settings_of(platform: Platform, *, robot_mode: str = "socket") -> dict[str, Section]:
    """The sections of the settings, by the names they have in the environment."""
    return {
        "official_account": {
            "app_id": world.APP_ID,
            "app_secret": SECRETS["account"],
            **_callback("account"),
            "api_base": platform.base(ACCOUNT_HOST),
        },
        "wecom": {
            "corp_id": world.CORP_ID,
            "agent_id": world.AGENT_ID,
            "secret": SECRETS[APP],
            "customer_secret": SECRETS[CUSTOMERS],
            **_callback(APP),
            "api_base": platform.base(COMPANY_HOST),
            "authorize_base": platform.base(AUTHORIZE_HOST),
            "scan_base": platform.base(SCAN_HOST),
        },
        "wecom_kf": {
            "secret": SECRETS["kf"],
            **_callback("kf"),
            "open_kfid": world.OPEN_KFID,
        },
        "wecom_aibot": {
            "mode": robot_mode,
            "bot_id": world.BOT_ID,
            "secret": SECRETS["aibot"],
            **_callback("aibot"),
            "socket_url": platform.base(world.SOCKET).replace("http", "ws", 1),
        },
        "bridge": {"secret": gateway.SECRET, "out_url": f"{platform.base(gateway.NAME)}/out"},
    }


def _callback(name: str) -> Section:
    return {"token": TOKENS[name], "aes_key": KEYS[name]}


def environment(sections: Mapping[str, Section]) -> dict[str, str]:
    """The same as environment variables."""
    return {
        f"GRIDWHISTLE_{section}__{name}".upper(): str(value)
        for section, given in sections.items()
        for name, value in given.items()
    }
