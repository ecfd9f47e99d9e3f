"""Settings: read from the environment, and everything wrong with them said at once."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.settings import LogFormat, SettingsError, load, variables


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in variables():
        monkeypatch.delenv(one.name, raising=False)


def problems(**given: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(**given)
    return caught.value.problems


def test_without_any_variable_it_runs_on_sqlite_on_this_machine() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///./var/gridwhistle.db"
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert settings.official_account is None
    assert not settings.demo


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_WEB__PORT", "9000")
    monkeypatch.setenv("GRIDWHISTLE_LOG__FORMAT", "pretty")
    monkeypatch.setenv("GRIDWHISTLE_DEMO", "true")
    settings = load()
    assert settings.web.port == 9000
    assert settings.log.format is LogFormat.PRETTY
    assert settings.demo


def test_the_countys_own_rules_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_POLICY__SETTLE_AFTER", "45")
    monkeypatch.setenv("GRIDWHISTLE_POLICY__EMERGENCY_STEPS", "[60, 120]")
    monkeypatch.setenv("GRIDWHISTLE_POLICY__QUIET_FROM", "22:00")
    policy = load().policy
    assert policy.settle_after == timedelta(seconds=45)
    assert policy.emergency_steps == (timedelta(minutes=1), timedelta(minutes=2))
    assert policy.quiet_from == time(22)
    assert policy.survey_hour == time(9, 30)


def test_a_misspelt_variable_is_refused_with_the_nearest_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRIDWHISTLE_WEB__PROT", "80")
    assert problems() == [
        "不认识环境变量 GRIDWHISTLE_WEB__PROT，是不是想写 GRIDWHISTLE_WEB__PORT？"
    ]


def test_a_variable_like_no_other_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_ZZZ", "1")
    assert problems() == ["不认识环境变量 GRIDWHISTLE_ZZZ"]


def test_everything_wrong_is_said_at_once_and_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "WEB__PORT": "99999",
        "DEMO": "也许",
        "DATABASE_URL": "mysql://localhost/x",
        "LOG__FORMAT": "xml",
        "POLICY__SETTLE_AFTER": "一会儿",
        "TAXONOMY_FILE": "没有这个文件.yaml",
        "OFFICIAL_ACCOUNT__APP_ID": "wx123",
    }.items():
        monkeypatch.setenv(f"GRIDWHISTLE_{name}", value)
    found = "\n".join(problems())
    assert "GRIDWHISTLE_WEB__PORT:不能大于 65535" in found
    assert "GRIDWHISTLE_DEMO:要填 true 或 false" in found
    assert "GRIDWHISTLE_DATABASE_URL:只支持" in found
    assert "GRIDWHISTLE_LOG__FORMAT:只能是 'json' 或 'pretty'" in found
    assert "GRIDWHISTLE_POLICY__SETTLE_AFTER:要填时长" in found
    assert "GRIDWHISTLE_TAXONOMY_FILE:找不到文件" in found
    assert "GRIDWHISTLE_OFFICIAL_ACCOUNT__TOKEN:没有填写" in found


def test_a_list_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_POLICY__EMERGENCY_STEPS", "[60, 120")
    assert any("GRIDWHISTLE_POLICY" in one for one in problems())


def test_no_secret_stands_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_OFFICIAL_ACCOUNT__APP_ID", "wx1")
    monkeypatch.setenv("GRIDWHISTLE_OFFICIAL_ACCOUNT__APP_SECRET", "s3cr3t with blanks")
    assert "s3cr3t" not in "\n".join(problems())


def test_settings_do_not_change_after_the_start() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().demo = True


def test_every_variable_is_described() -> None:
    assert [one.name for one in variables() if not one.description] == []


def test_the_county_file_of_categories_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    file.touch()
    assert load(taxonomy_file=file).taxonomy_file == file


def test_a_language_model_is_set_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDWHISTLE_LANGUAGE_MODEL__BASE_URL", "http://127.0.0.1:11434/v1/")
    monkeypatch.setenv("GRIDWHISTLE_LANGUAGE_MODEL__MODEL", "qwen3:8b")
    monkeypatch.setenv("GRIDWHISTLE_LANGUAGE_MODEL__API_KEY", "sk-secret")
    monkeypatch.setenv("GRIDWHISTLE_POLICY__ASKS_LANGUAGE_MODEL", "true")
    settings = load()
    assert settings.policy.asks_language_model
    assert settings.language_model is not None
    assert settings.language_model.base_url == "http://127.0.0.1:11434/v1"
    assert settings.language_model.timeout_seconds == 4
    assert "sk-secret" not in repr(settings)


def test_asking_a_language_model_that_is_not_there_is_refused() -> None:
    (problem,) = problems(policy={"asks_language_model": True})
    assert "GRIDWHISTLE_LANGUAGE_MODEL__" in problem


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "127.0.0.1:11434"},
        {"base_url": "https://example.com/v1?key=1"},
        {"model": ""},
        {"timeout_seconds": 0},
        {"timeout_seconds": 60},
        {"calls_per_hour": -1},
    ],
)
def test_a_language_model_that_cannot_be_asked_is_refused_once(wrong: dict[str, object]) -> None:
    given = {"base_url": "http://127.0.0.1/v1", "model": "m"} | wrong
    found = problems(language_model=given, policy={"asks_language_model": True})
    assert len(found) == 1
    assert "LANGUAGE_MODEL__" in found[0]
