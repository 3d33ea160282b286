"""Typed settings from FRONTPORCH_... environment variables; nonsense stops the start with one clear line each."""

import os
import secrets
from base64 import b64decode
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from forum import keys
from search.vocabulary import SNOWBALL

PREFIX = "FRONTPORCH_"
Words = Annotated[tuple[str, ...], NoDecode]


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what it should be."""


class Settings(BaseSettings):
    """All that an operator can set. Each description becomes a row of docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("instance"), description="Folder for the database, queue, index and secrets.")
    database_url: str = Field("", description="SQLAlchemy address; empty means SQLite in DATA_DIR.")
    search_url: str = Field(
        "",
        description="Full text: `whoosh:FOLDER`, `sqlite:FOLDER` or `postgresql:` (alone: the forum's database).",
    )
    redis_url: str = Field("", description="Shared storage for rate limits; empty means memory of each process.")
    secret_key: str = Field("", description="Signs sessions and links; at least 32 characters.", repr=False)
    seal_keys: Words = Field(
        (), description="Fernet keys for sealed originals, newest first, comma-separated.", repr=False
    )
    seal_days: int = Field(30, ge=1, description="After how many days a sealed original is destroyed.")
    base_url: str = Field("http://127.0.0.1:8000", description="Public address, used in mail and feeds.")
    trusted_hosts: Words = Field((), description="Host names that are answered, comma-separated; empty means all.")
    proxies: int = Field(0, ge=0, le=5, description="How many reverse proxies stand in front (X-Forwarded-For).")
    limits: Literal["on", "off"] = Field("on", description="Rate limits; `off` is for tests only.")
    company: str = Field("Frontporch", min_length=1, max_length=80, description="Name of the company in the header.")
    locale: str = Field("en", description="Language and formats where a person has not chosen.")
    languages: Words = Field(
        ("en",), min_length=1, description="Languages that people write in here, by code, the site's own first."
    )
    zone: str = Field("UTC", description="Time zone where a person has not chosen.")
    mail_url: str = Field(
        "", description="`smtp://user:password@host:port` (or `smtps://`); empty keeps mail for admins.", repr=False
    )
    mail_from: str = Field("frontporch@localhost", description="Sender of outgoing mail.")
    phone_regions: Words = Field(
        ("US", "GB", "DE"), description="Regions whose phone numbers are recognised without +."
    )
    history_days: int = Field(7, ge=0, description="Imported posts older than this raise no cases and send no notices.")
    echo_days: int = Field(
        7, ge=0, le=365, description="Imported questions that say the same within so many days are one; 0: none are."
    )
    peers_first_hours: float = Field(
        2, gt=0, description="How long peers have before an unanswered question goes to staff."
    )
    answer_within_hours: float = Field(24, gt=0, description="The promise: every question answered within this.")
    high_risk_within_hours: float = Field(1, gt=0, description="Due time of a case with high risk.")
    claim_idle_minutes: float = Field(
        30, gt=0, description="A claimed case is free again after this long without an act."
    )
    alarm_minutes: float = Field(
        5, gt=0, description="How long somebody on duty has to acknowledge an alarm before the next is called."
    )
    alarm_webhook: str = Field("", description="Web address that is told of every alarm; empty means none.", repr=False)
    alarm_webhook_secret: str = Field(
        "", description="Signs what that address is told: `whsec_` and at least 24 bytes in base64.", repr=False
    )
    alarm_webhook_private: Literal["on", "off"] = Field(
        "off", description="Whether that address may lie in a private network."
    )
    advocate_reputation: int = Field(100, ge=1, description="Reputation from which a customer is an advocate.")
    streams: int = Field(2000, ge=0, description="Streams of live pages that one web process holds; others poll.")
    flag_within_hours: float = Field(4, gt=0, description="Due time of a case that readers reported.")
    new_account_days: float = Field(7, ge=0, description="How long the links of a new account are counted.")
    new_account_reputation: int = Field(
        20, ge=0, description="Reputation from which a new account's links are counted no more."
    )
    links_per_post: int = Field(2, ge=0, description="Links that a new account may put into one post.")
    link_posts_per_day: int = Field(3, ge=0, description="Posts with links that a new account may write in a day.")
    posts_per_hour: int = Field(30, ge=1, description="Questions, answers and comments one person may post an hour.")

    log_format: Literal["text", "json"] = Field(
        "text", description="How servers and workers write their log to stderr: for people, or one JSON object a line."
    )
    metrics_token: str = Field(
        "", description="Who bears it reads /metrics from anywhere; at least 16 characters.", repr=False
    )

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @field_validator("seal_keys", "trusted_hosts", "phone_regions", "languages", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @field_validator("seal_keys")
    @classmethod
    def _fernet_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for key in value:
            Fernet(key)
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [lang for lang in value if lang not in SNOWBALL]
        if unknown:
            raise ValueError(f"no rules for {', '.join(unknown)}; there are {', '.join(sorted(SNOWBALL))}")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Europe/Berlin") from error
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or " " in value:
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("alarm_webhook")
    @classmethod
    def _other_machine(cls, value: str) -> str:
        if value and (not value.startswith(("http://", "https://")) or " " in value):
            raise ValueError("must start with http:// or https://")
        return value

    @field_validator("alarm_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: str) -> str:
        try:
            is_good = not value or len(b64decode(value.removeprefix("whsec_"), validate=True)) >= 24
        except ValueError:
            is_good = False
        if not is_good:
            raise ValueError("must be whsec_ and at least 24 bytes in base64")
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtps://")):
            raise ValueError("must start with smtp:// or smtps://")
        return value

    @field_validator("search_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        scheme, _, rest = value.partition(":")
        if value and (scheme not in ("whoosh", "sqlite", "postgresql") or not (rest or scheme == "postgresql")):
            raise ValueError("must be whoosh:FOLDER, sqlite:FOLDER or postgresql:…")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value or value.startswith(("sqlite:///", "postgresql+psycopg://")):
            return value
        if value.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        raise ValueError("must be sqlite:///FILE or postgresql://…")

    @model_validator(mode="after")
    def _secret_beside_webhook(self) -> "Settings":
        if self.alarm_webhook and not self.alarm_webhook_secret:
            raise ValueError(f"with {PREFIX}ALARM_WEBHOOK, {PREFIX}ALARM_WEBHOOK_SECRET must be given too")
        return self

    @model_validator(mode="after")
    def _secrets_beside_other_databases(self) -> "Settings":
        if self.search_url == "postgresql:" and not self.database_url.startswith("postgresql"):
            raise ValueError("SEARCH_URL postgresql: alone needs a DATABASE_URL of PostgreSQL")
        if self.database_url and not (self.secret_key and self.seal_keys) and not self.is_in_data_dir:
            raise ValueError("with a DATABASE_URL of its own, SECRET_KEY and SEAL_KEYS must be given too")
        return self

    @property
    def is_in_data_dir(self) -> bool:
        """Whether the database is a SQLite file in DATA_DIR, so that secrets may live beside it."""
        if not self.database_url:
            return True
        path = self.database_url.removeprefix("sqlite:///")
        return self.database_url.startswith("sqlite:///") and Path(path).resolve().is_relative_to(
            self.data_dir.resolve()
        )

    @property
    def is_demo(self) -> bool:
        """Whether this folder was made by the demo: it bears the demo's marker file."""
        return (self.data_dir / keys.DEMO_MARKER).is_file()


def load(**given: Any) -> Settings:
    """Settings from the environment (overridden by `given`), with secrets and default addresses filled in.

    Raises SettingsError with one line a fault.
    """
    _refuse_misspelt(os.environ)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_fault(each) for each in error.errors())) from error
    return _completed(settings)


def _fault(error: Any) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    message = error["msg"].removeprefix("Value error, ")
    return f"{PREFIX}{name}: {message}" if name else f"{PREFIX}DATABASE_URL: {message}"


def _refuse_misspelt(environment: Any) -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.85)
            if near:
                raise SettingsError(f"{name}: there is no such setting; did you mean {near[0]}?")


def _completed(settings: Settings) -> Settings:
    folder = settings.data_dir.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{PREFIX}DATA_DIR: cannot use {settings.data_dir}: {error.strerror}") from error
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": settings.database_url or f"sqlite:///{folder / 'frontporch.sqlite3'}",
            "search_url": settings.search_url or f"whoosh:{folder / 'index'}",
            "secret_key": settings.secret_key or keys.kept(folder / keys.SECRET_KEY, lambda: secrets.token_urlsafe(48)),
            "seal_keys": settings.seal_keys
            or tuple(keys.kept(folder / keys.SEAL_KEYS, lambda: Fernet.generate_key().decode()).split(",")),
        }
    )


def current() -> Settings:
    """The settings of the running app."""
    from flask import current_app

    found: Settings = current_app.extensions["settings"]
    return found
