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


@group.command("overview")
@click.option("--as-of", default="", metavar="INSTANT", help="As things stood then (ISO 8601; without a zone UTC).")
@click.option("--channel", default="", metavar="NAME", help="Only questions from this network.")
@click.option("--brand", default="", metavar="SLUG", help="Only questions to this brand.")
@click.option("--zone", default="UTC", metavar="NAME", help="Whose hours and weeks, as Europe/Berlin.")
@click.option("--by-anyone", is_flag=True, help="Answers of neighbours count, too.")
@output.as_json
@pass_porch
def overview(porch: Porch, as_of: str, channel: str, brand: str, zone: str, by_anyone: bool, is_json: bool) -> None:
    """Tell what the reports page shows: levels, weeks, hours, who resolved, open cases, where people are sent."""
    from babel.dates import get_timezone

    from forum.database import now
    from moderation.reports.overview import overview as all_of
    from moderation.reports.scope import Scope

    at = judging.instant(as_of, "--as-of") if as_of else now()
    try:
        hours = get_timezone(zone)
    except LookupError:
        raise click.ClickException(f"--zone {zone}: say it as Europe/Berlin") from None
    with porch.ready().app_context():
        output.show(all_of(Scope(at, channel.strip().lower(), brand), hours, by_anyone).told(), is_json)


commands = [group]
