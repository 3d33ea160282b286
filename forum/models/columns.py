"""Column types that the models share."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import mapped_column

from forum.database import UtcDateTime, now

Key = Annotated[int, mapped_column(primary_key=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime, default=now)]
LateInstant = Annotated[datetime | None, mapped_column(UtcDateTime)]
Line = Annotated[str, mapped_column(String(255))]
LongText = Annotated[str, mapped_column(Text)]
Facts = Annotated[dict[str, object], mapped_column(JSON, default=dict)]
ThreadRef = Annotated[int, mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)]
PostRef = Annotated[int, mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)]
UserRef = Annotated[int, mapped_column(ForeignKey("user.id"), index=True)]
MaybeUser = Annotated[int | None, mapped_column(ForeignKey("user.id"), index=True)]
MaybeIdentity = Annotated[int | None, mapped_column(ForeignKey("identity.id"), index=True)]
