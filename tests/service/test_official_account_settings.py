"""What an administrator can enter wrongly, and what they are told."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.channels.official_account.channel import OfficialAccountSettings
from tests.service.fake_wechat import AES_KEY, APP_ID, APP_SECRET, TOKEN

GOOD: dict[str, Any] = {
    "app_id": APP_ID,
    "app_secret": SecretStr(APP_SECRET),
    "token": SecretStr(TOKEN),
    "aes_key": SecretStr(AES_KEY),
}


def test_good_settings_are_taken_and_hide_their_secrets() -> None:
    settings = OfficialAccountSettings(**GOOD)
    assert settings.api_base == "https://api.weixin.qq.com"
    for secret in (APP_SECRET, TOKEN, AES_KEY):
        assert secret not in repr(settings)


def test_another_address_loses_its_last_stroke() -> None:
    settings = OfficialAccountSettings(**GOOD, api_base="http://127.0.0.1:9000/")
    assert settings.api_base == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("aes_key", AES_KEY[:-1], "43位"),
        ("aes_key", f"{AES_KEY}=", "43位"),
        ("aes_key", f"{AES_KEY[:-1]}路", "43位"),
        ("aes_key", "", "43位"),
        ("token", "", "Token"),
        ("token", "with space", "Token"),
        ("token", "t" * 33, "Token"),
        ("app_id", "", "AppID"),
        ("app_id", "wx 1", "AppID"),
        ("app_secret", "", "AppSecret"),
        ("app_secret", "a b", "AppSecret"),
        ("api_base", "api.weixin.qq.com", "https://"),
        ("api_base", "ftp://api.weixin.qq.com", "https://"),
        ("api_base", "https://api.weixin.qq.com?a=1", "https://"),
    ],
)
def test_a_wrong_setting_is_explained_in_chinese(name: str, value: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        OfficialAccountSettings(**(GOOD | {name: value}))
    (error,) = caught.value.errors()
    assert error["loc"] == (name,)
    assert words in error["msg"]
    assert not value or name == "api_base" or value not in str(caught.value)


@pytest.mark.parametrize("name", ["app_id", "app_secret", "token"])
def test_nothing_can_be_left_out(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        OfficialAccountSettings(**{key: value for key, value in GOOD.items() if key != name})


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValidationError, match="appsecret"):
        OfficialAccountSettings(**(GOOD | {"appsecret": "x"}))


@pytest.mark.parametrize(
    ("given", "is_sealed"),
    [
        ({}, True),
        ({"mode": "safe"}, True),
        ({"mode": "compat"}, True),
        ({"mode": "clear"}, False),
        ({"aes_key": None}, False),
        ({"aes_key": None, "mode": "clear"}, False),
    ],
)
def test_the_mode_says_whether_callbacks_are_sealed(given: dict[str, Any], is_sealed: bool) -> None:
    assert (OfficialAccountSettings(**(GOOD | given)).opening_key is not None) == is_sealed


@pytest.mark.parametrize("mode", ["compat", "safe"])
def test_what_comes_sealed_needs_a_key(mode: str) -> None:
    with pytest.raises(ValidationError, match="AES_KEY"):
        OfficialAccountSettings(**(GOOD | {"aes_key": None, "mode": mode}))


def test_a_template_has_only_the_fields_we_can_fill() -> None:
    with pytest.raises(ValidationError, match="title"):
        OfficialAccountSettings(**(GOOD | {"notice_fields": {"thing1": "name"}}))
