"""Identities: the authors of imported posts, each a handle on a channel; and which of them speak for a brand."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from forum.channels.base import Person
from forum.database import IN_ONE_STATEMENT
from forum.extensions import db
from forum.models import BrandHandle, Identity
from forum.services import brands

Handle = tuple[str, str]
_MENTION = re.compile(r"@([\w-]+(?:[.@][\w-]+)*)")


@dataclass(frozen=True, slots=True)
class Voices:
    """Which brand a handle speaks for: (channel, handle in small letters) -> brand id."""

    by_handle: Mapping[Handle, int]

    def brand_of(self, channel: str, handle: str) -> int | None:
        """Id of the brand that this author speaks for."""
        return self.by_handle.get((channel, handle.lower()))

    def mentioned(self, channel: str, text: str) -> int | None:
        """Id of the first brand that a text mentions by its handle."""
        if not self.by_handle or "@" not in text:
            return None
        found = (self.brand_of(channel, handle) for handle in _MENTION.findall(text))
        return next((brand_id for brand_id in found if brand_id), None)


def voices() -> Voices:
    """All handles that speak for brands, in one statement."""
    rows = db.session.execute(select(BrandHandle.channel, BrandHandle.handle, BrandHandle.brand_id))
    return Voices({(row.channel, row.handle.lower()): row.brand_id for row in rows})


def let_speak(handles: Iterable[str], channels: Iterable[str]) -> None:
    """Let handles speak for a brand on these channels; one that speaks for none yet gets a brand of its name."""
    for handle in handles:
        for channel in channels:
            if brands.brand_of(channel, handle) is None:
                slug = re.sub(r"[^a-z0-9]+", "-", handle.lower()).strip("-") or "brand"
                brand = brands.by_slug(slug) or brands.add(handle, slug)
                brands.add_handle(brand.id, channel, handle)


def ids_of(people: Iterable[Person], known_voices: Voices, at: datetime) -> dict[Handle, int]:
    """Ids of these authors by (channel, handle); unknown ones are made, and what is newly known of others is kept."""
    wanted = {(person.channel, person.handle): person for person in sorted(people, key=_fullness)}
    found = {(row.channel, row.handle): row for row in db.session.execute(_rows(wanted))}
    _learn(found, wanted, known_voices)
    fresh = [_row(person, known_voices, at) for handle, person in wanted.items() if handle not in found]
    ids = {handle: row.id for handle, row in found.items()}
    if fresh:
        made = insert(Identity).returning(Identity.channel, Identity.handle, Identity.id)
        rows = db.session.execute(made.execution_options(**IN_ONE_STATEMENT), fresh)
        ids |= {(row.channel, row.handle): row.id for row in rows}
    return ids


def _fullness(person: Person) -> tuple[int, str, str]:
    return person.followers or -1, person.name, person.url or ""


def _rows(wanted: Collection[Handle]) -> Any:
    by_channel: dict[str, list[str]] = {}
    for channel, handle in wanted:
        by_channel.setdefault(channel, []).append(handle)
    these = [and_(Identity.channel == channel, Identity.handle.in_(handles)) for channel, handles in by_channel.items()]
    columns = (Identity.id, Identity.channel, Identity.handle, Identity.followers, Identity.brand_id)
    return select(*columns).where(or_(False, *these))


def _row(person: Person, known_voices: Voices, at: datetime) -> dict[str, Any]:
    return {
        "channel": person.channel,
        "handle": person.handle,
        "name": person.name,
        "url": person.url,
        "followers": person.followers,
        "brand_id": known_voices.brand_of(person.channel, person.handle),
        "created_at": at,
    }


def _learn(found: Mapping[Handle, Any], wanted: Mapping[Handle, Person], known_voices: Voices) -> None:
    """Keep the largest reach that was told of an author, and the brand it has come to speak for."""
    news = []
    for handle, row in found.items():
        followers = max(row.followers or 0, wanted[handle].followers or 0) or row.followers
        brand_id = row.brand_id or known_voices.brand_of(*handle)
        if (followers, brand_id) != (row.followers, row.brand_id):
            news.append({"key": row.id, "reach": followers, "brand": brand_id})
    if news:
        changed = update(Identity).where(Identity.id == bindparam("key"))
        changed = changed.values(followers=bindparam("reach"), brand_id=bindparam("brand"))
        db.session.connection().execute(changed, news)
