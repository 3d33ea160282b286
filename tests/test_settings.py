"""Settings refuse nonsense with a line that names the setting."""

import stat
from pathlib import Path

import pytest

from forum.settings import SettingsError, load


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("ZONE", "Mars/Olympus"),
        ("BASE_URL", "ftp://example.org"),
        ("PROXIES", "many"),
        ("PEERS_FIRST_HOURS", "-1"),
        ("DATABASE_URL", "mysql://nowhere/db"),
        ("SEAL_KEYS", "not-a-key"),
        ("LIMITS", "maybe"),
        ("MAIL_URL", "localhost"),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str):
    monkeypatch.setenv("FRONTPORCH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(f"FRONTPORCH_{name}", value)
    with pytest.raises(SettingsError, match=f"FRONTPORCH_{name}"):
        load()


def test_a_misspelt_setting_is_pointed_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("FRONTPORCH_DATABSE_URL", "sqlite:///x")
    with pytest.raises(SettingsError, match="did you mean FRONTPORCH_DATABASE_URL"):
        load(data_dir=tmp_path)


def test_secrets_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path):
    first, second = load(data_dir=tmp_path), load(data_dir=tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert first.seal_keys == second.seal_keys
    for name in ("secret_key", "seal_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_another_database_needs_its_own_secrets(tmp_path: Path):
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load(data_dir=tmp_path, database_url="postgresql://db.example/forum")


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path):
    settings = load(data_dir=tmp_path)
    assert settings.secret_key not in repr(settings)
    assert settings.seal_keys[0] not in repr(settings)
