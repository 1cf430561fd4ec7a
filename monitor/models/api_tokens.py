"""Keys of the read API, and how often each was used: counted in the database, so over all processes."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from monitor.domain.api_scopes import ApiScope
from monitor.models.base import Base, UtcDateTime
from monitor.models.people import User


class ApiToken(Base):
    """A key by which a program reads. Only the hash of its secret is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """What it is for, in the words of whoever made it."""
    token_hash: Mapped[str] = mapped_column(unique=True)
    ending: Mapped[str]
    """The last letters of the secret, by which people tell keys apart."""
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    created_by: Mapped[User] = relationship(foreign_keys=created_by_id)
    revoked_by: Mapped[User | None] = relationship(foreign_keys=revoked_by_id)

    def opens(self, scope: ApiScope) -> bool:
        return scope.value in self.scopes

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class ApiCount(Base):
    """How many calls one key, or one network without a key, made in one stretch of time; or a person of heavy work."""

    __tablename__ = "api_counts"

    subject_hash: Mapped[str] = mapped_column(primary_key=True)
    """Names nobody."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    calls: Mapped[int]
