"""Every setting of the product, read from the environment in one place. A wrong or missing one stops the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent


class WrongSetting(SystemExit):
    """A setting is missing or cannot be read. Ends the process with a sentence that names it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


@dataclass(frozen=True)
class Settings:
    """The product's settings. Times are seconds unless the name says otherwise."""

    secret_key: str
    database_url: str
    base_url: str
    """Address people reach the product at, without a slash at the end: links in mails start with it."""
    upload_dir: Path
    time_zone: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_starttls: bool
    mail_from: str
    mail_reply_to: str
    demo: bool
    demo_date: date | None
    """The day that the demo's clock shows at its start; None is the real clock."""
    mailbox_dir: Path | None
    """Where the demo's mailbox keeps its mails."""
    operator_email: str = ""
    """Who is told by mail when a job is late; empty: nobody."""
    bounce_dir: Path | None = None
    """A folder of .eml files or a Maildir with the notices of mails that came back."""
    bounce_imap_host: str = ""
    bounce_imap_port: int = 993
    bounce_imap_user: str = ""
    bounce_imap_password: str = ""
    bounce_imap_folder: str = "INBOX"
    backup_public_key: str = ""
    """For whom backups are encrypted (age1…, several with spaces between); empty: they are not."""
    log_format: str = "text"
    """`text`: only what goes wrong, for people; `json`: also each request and job, one object a line."""
    error_reports_dsn: str = ""
    """Where faults are sent in Sentry's language; empty: nowhere."""
    metrics_token: str = ""
    """Who sends it as `Authorization: Bearer …` may read /metrics; empty: nobody may by it."""
    metrics_local: bool = False
    """Whether programs on this machine may read /metrics without a token."""
    trusted_proxies: int = 0
    """How many reverse proxies of the house stand in front, one behind another: as many are believed on who asks."""
    sign_in_link_minutes: int = 30
    upload_limit_mib: int = 15
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises WrongSetting with the name of the first one that is missing or wrong."""
    demo = _flag(env, "MONITOR_DEMO")
    mailbox = env.get("MAILBOX_DIR")
    if env.get("DEMO_DATE") and not demo:
        raise WrongSetting("DEMO_DATE", "the clock can only be moved in the demo (MONITOR_DEMO=1)")
    return Settings(
        secret_key=_secret(env),
        database_url=database_url(env),
        base_url=_base_url(env),
        upload_dir=Path(_required(env, "UPLOAD_DIR")),
        time_zone=_time_zone(env),
        smtp_host=env.get("SMTP_HOST", "127.0.0.1"),
        smtp_port=_integer(env, "SMTP_PORT", 25),
        smtp_user=env.get("SMTP_USER", ""),
        smtp_password=env.get("SMTP_PASSWORD", ""),
        smtp_starttls=_flag(env, "SMTP_STARTTLS"),
        mail_from=env.get("MAIL_FROM", "HRAEM Monitor <monitor@localhost>"),
        mail_reply_to=env.get("MAIL_REPLY_TO", ""),
        demo=demo,
        demo_date=_day(env, "DEMO_DATE"),
        mailbox_dir=Path(mailbox) if mailbox else None,
        operator_email=_address(env, "OPERATOR_EMAIL"),
        bounce_dir=Path(env["BOUNCE_DIR"]) if env.get("BOUNCE_DIR") else None,
        bounce_imap_host=env.get("BOUNCE_IMAP_HOST", ""),
        bounce_imap_port=_integer(env, "BOUNCE_IMAP_PORT", 993),
        bounce_imap_user=env.get("BOUNCE_IMAP_USER", ""),
        bounce_imap_password=env.get("BOUNCE_IMAP_PASSWORD", ""),
        bounce_imap_folder=env.get("BOUNCE_IMAP_FOLDER", "INBOX"),
        backup_public_key=env.get("BACKUP_PUBLIC_KEY", ""),
        log_format=_one_of(env, "LOG_FORMAT", ("text", "json")),
        error_reports_dsn=_dsn(env, "SENTRY_DSN"),
        metrics_token=_token(env, "METRICS_TOKEN"),
        metrics_local=_flag(env, "METRICS_LOCAL"),
        trusted_proxies=_integer(env, "TRUSTED_PROXIES", 0),
        sign_in_link_minutes=_integer(env, "SIGN_IN_LINK_MINUTES", 30),
        upload_limit_mib=_integer(env, "UPLOAD_LIMIT_MIB", 15),
        testing=_flag(env, "MONITOR_TESTING"),
    )


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise WrongSetting(name, "is not set (script/demo and script/flask set it for the demo)")
    return value


def _base_url(env: Mapping[str, str]) -> str:
    value = _required(env, "BASE_URL").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongSetting("BASE_URL", f"must be an address like https://monitor.example.org, not «{value}»")
    return value


def _secret(env: Mapping[str, str]) -> str:
    value = _required(env, "SECRET_KEY")
    if len(value) < 32:
        raise WrongSetting("SECRET_KEY", "must have at least 32 characters")
    return value


def database_url(env: Mapping[str, str], name: str = "DATABASE_URL") -> str:
    """The address of a database. Raises WrongSetting for one of a kind that the product does not know."""
    value = _required(env, name)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongSetting(name, "must start with sqlite:/// or postgresql+psycopg://")
    return value


def _time_zone(env: Mapping[str, str]) -> str:
    name = env.get("TIME_ZONE", "America/Bogota")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongSetting("TIME_ZONE", f"there is no time zone «{name}»") from None
    return name


def _address(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if value and ("@" not in value or len(value.split()) != 1):
        raise WrongSetting(name, f"must be a mail address, not «{value}»")
    return value


def _one_of(env: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """The first of the values unless one is set."""
    value = env.get(name, "").strip() or values[0]
    if value not in values:
        raise WrongSetting(name, f"must be one of {', '.join(values)}, not «{value}»")
    return value


def _dsn(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if value and not value.startswith(("https://", "http://")):
        raise WrongSetting(name, "must be an address like https://key@errors.example.org/1")
    return value


def _token(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if value and len(value) < 16:
        raise WrongSetting(name, "must have at least 16 characters")
    return value


def _integer(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise WrongSetting(name, f"must be a whole number, not «{value}»")
    return int(value)


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in ("", "0", "1", "true", "false"):
        raise WrongSetting(name, f"must be 1 or 0, not «{value}»")
    return value in ("1", "true")


def _day(env: Mapping[str, str], name: str) -> date | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WrongSetting(name, f"must be a date like 2021-10-05, not «{value}»") from None
