"""Commands about the company's brands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from forum.cli import Porch, output, pass_porch

if TYPE_CHECKING:
    from forum.models import Brand


@click.group("brands")
def group() -> None:
    """The company's brands and the handles that speak for them."""


@group.command("list")
@output.as_json
@pass_porch
def list_brands(porch: Porch, is_json: bool) -> None:
    """All brands, the default one first."""
    from forum.services import brands

    with porch.ready().app_context():
        found = [{"id": each.id, "slug": each.slug, "name": each.name} for each in brands.all_brands()]
    output.show(found, is_json)


@group.command()
@click.argument("name")
@click.option("--slug", default="", help="Short name for addresses and brand: filters; made from NAME when left out.")
@click.option("--colour", default=None, help="Colour as #rrggbb.")
@click.option("--handle", "handles", multiple=True, metavar="CHANNEL:HANDLE", help="Speaks for it; repeatable.")
@click.option("--rename", default=None, metavar="SLUG", help="Change this brand instead of adding one.")
@output.as_json
@pass_porch
def add(
    porch: Porch, name: str, slug: str, colour: str | None, handles: tuple[str, ...], rename: str | None, is_json: bool
) -> None:
    """Add a brand NAME (or rename one) and let handles speak for it."""
    from forum.app import commit
    from forum.services import brands

    if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise click.ClickException(f"--colour {colour}: say it as #rrggbb")
    slug = slug or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not slug:
        raise click.ClickException("--slug is needed: NAME has no plain letters")
    with porch.ready().app_context():
        brand = _changed(rename, name, colour) if rename else _added(name, slug, colour)
        for handle in handles:
            brands.add_handle(brand.id, *_split(handle))
        commit()
        output.show({"id": brand.id, "slug": brand.slug, "name": brand.name}, is_json)


def _added(name: str, slug: str, colour: str | None) -> Brand:
    from forum.services import brands

    if brands.by_slug(slug):
        raise click.ClickException(f"there is a brand {slug!r} already")
    return brands.add(name, slug, colour)


def _changed(slug: str, name: str, colour: str | None) -> Brand:
    from forum.services import brands

    brand = brands.by_slug(slug)
    if brand is None:
        raise click.ClickException(f"there is no brand {slug!r}")
    brand.name, brand.colour = name, colour or brand.colour
    return brand


def _split(handle: str) -> tuple[str, str]:
    channel, _, name = handle.partition(":")
    if not channel or not name:
        raise click.ClickException(f"--handle {handle}: say it as CHANNEL:HANDLE")
    return channel, name


commands = [group]
