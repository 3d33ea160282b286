"""Brands: the default one, and which brand a handle speaks for."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import Brand, BrandHandle


def default_id() -> int:
    """Id of the brand that threads belong to where nothing says otherwise (the migration made it)."""
    return db.session.execute(select(Brand.id).where(Brand.is_default)).scalar_one()


def all_brands() -> list[Brand]:
    """Every brand, the default one first."""
    return list(db.session.scalars(select(Brand).order_by(Brand.is_default.desc(), Brand.name)))


def by_slug(slug: str) -> Brand | None:
    """The brand with this slug."""
    return db.session.scalars(select(Brand).where(Brand.slug == slug)).one_or_none()


def add(name: str, slug: str, colour: str | None = None) -> Brand:
    """Make one more brand."""
    brand = Brand(name=name, slug=slug, colour=colour)
    db.session.add(brand)
    db.session.flush()
    return brand


def add_handle(brand_id: int, channel: str, handle: str) -> None:
    """Let a handle on a channel speak for a brand; known handles stay with the brand they have."""
    if brand_of(channel, handle) is None:
        db.session.add(BrandHandle(brand_id=brand_id, channel=channel, handle=key_of(handle)))
        db.session.flush()


def brand_of(channel: str, handle: str) -> int | None:
    """Id of the brand that this handle speaks for."""
    wanted = (BrandHandle.channel == channel, BrandHandle.handle == key_of(handle))
    return db.session.scalar(select(BrandHandle.brand_id).where(*wanted))


def handles() -> list[str]:
    """Every handle that speaks for a brand somewhere."""
    return list(db.session.scalars(select(BrandHandle.handle).distinct()))


def key_of(handle: str) -> str:
    """A handle as it is compared: lower case, without a leading @."""
    return handle.strip().removeprefix("@").lower()
