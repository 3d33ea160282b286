"""Commands that print reports."""

from dataclasses import asdict

import click

from forum.cli import Porch, judging, output, pass_porch


@click.group("report")
def group() -> None:
    """Reports over what the rows say."""


@group.command("service-levels")
@click.option("--as-of", default="", metavar="INSTANT", help="As things stood then (ISO 8601; without a zone UTC).")
@click.option("--channel", default="", metavar="NAME", help="Only questions from this network.")
@click.option("--brand", default="", metavar="SLUG", help="Only questions to this brand.")
@output.as_json
@pass_porch
def service_levels(porch: Porch, as_of: str, channel: str, brand: str, is_json: bool) -> None:
    """Tell how many questions the brand answered, and how soon."""
    from forum.database import now
    from moderation.reports.service_levels import service_levels as levels

    at = judging.instant(as_of, "--as-of") if as_of else now()
    with porch.ready().app_context():
        output.show(asdict(levels(at, channel.strip().lower(), brand)), is_json)


commands = [group]
