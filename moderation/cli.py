"""Commands of the staff side: what triage makes of a text."""

from typing import Any

import click

from forum.cli import Porch, output, pass_porch
from moderation.cli_reports import commands as report_commands


@click.command()
@click.argument("text")
@click.option("--reach", default=0, type=click.IntRange(0), help="How many follow the person who wrote it.")
@click.option("--replies-per-hour", default=0.0, type=click.FloatRange(0), help="How fast others answer.")
@output.as_json
@pass_porch
def triage(porch: Porch, text: str, reach: int, replies_per_hour: float, is_json: bool) -> None:
    """What harm TEXT could do, why, and who should have it first. Nothing is stored."""
    with porch.app.app_context():
        output.show(judged(text, reach, replies_per_hour), is_json)


def judged(text: str, reach: int = 0, replies_per_hour: float = 0.0) -> dict[str, Any]:
    """The verdict on a text; sentiment and spam are null until there is a judge for them."""
    from forum import redaction, settings
    from moderation import risk

    verdict = risk.assess(text, reach, replies_per_hour)
    found = redaction.find(text, regions=settings.current().phone_regions)
    return {
        "risk": verdict.score,
        "reasons": [reason.name for reason in verdict.reasons],
        "words": {reason.name: list(reason.words) for reason in verdict.reasons},
        "sentiment": None,
        "spam": None,
        "personal_data": [{"type": each.type, "start": each.start, "end": each.end} for each in found],
        "route": risk.route(verdict),
    }


commands = [triage, *report_commands]
