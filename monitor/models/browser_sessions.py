"""Where people are signed in: one row for each browser, so that they see and end them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User


class BrowserSession(Base):
    """One sign-in of a person with one browser. Only the hash of what the cookie says is kept."""

    __tablename__ = "browser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Within a quarter of an hour."""
    network: Mapped[str]
    """The address, or for IPv6 its /64."""
    browser: Mapped[str]
    """`Firefox, Windows`; empty when the browser did not say."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person signed out of it or ended it from elsewhere."""

    user: Mapped[User] = relationship()
