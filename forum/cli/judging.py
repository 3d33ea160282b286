"""Commands that measure judgement on labelled sets."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from forum.cli import output

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure suggestions, routing and redaction on labelled files."""


def rows_of(path: Path, *columns: str) -> list[dict[str, Any]]:
    """The rows of a labelled file (JSON array, JSON lines, CSV; also gzipped), all of which have these columns.

    Raises ClickException with what is wrong and where.
    """
    from search import evaluation

    try:
        rows = evaluation.read_rows(path)
    except (ValueError, OSError, EOFError) as error:
        raise click.ClickException(f"{path} cannot be read: {error}") from error
    for number, row in enumerate(rows, 1):
        if missing := [column for column in columns if column not in row]:
            raise click.ClickException(f"{path}, row {number}: has no {' and no '.join(missing)}")
    if not rows:
        raise click.ClickException(f"{path} holds no rows")
    return rows


@evaluate.command()
@click.argument("collection", type=existing)
@click.argument("queries", type=existing)
@output.as_json
def suggestions(collection: Path, queries: Path, is_json: bool) -> None:
    """COLLECTION of questions with answers, QUERIES with the id of the right one."""
    from search import evaluation

    entries, asked = rows_of(collection, "faq_id", "title"), rows_of(queries, "query", "faq_id")
    output.show(evaluation.suggestions(entries, asked), is_json)


@evaluate.command()
@click.argument("train", type=existing)
@click.argument("test", type=existing)
@click.option("--typos", default=0.0, type=click.FloatRange(0, 1), help="Share of words to misspell.")
@click.option("--seed", default=7, show_default=True, help="Seed of the misspelling.")
@output.as_json
def intents(train: Path, test: Path, typos: float, seed: int, is_json: bool) -> None:
    """TRAIN and TEST with text, label: a question of the same label is a hit."""
    from search import evaluation

    known, asked = rows_of(train, "text", "label"), rows_of(test, "text", "label")
    output.show(evaluation.intents(known, asked, typos=typos, seed=seed), is_json)


@evaluate.command()
@click.argument("file", type=existing)
@output.as_json
def related(file: Path, is_json: bool) -> None:
    """FILE of questions with candidates to be ranked."""
    from search import evaluation

    output.show(evaluation.related(rows_of(file, "subject", "related")), is_json)


@evaluate.command()
@click.argument("collection", type=existing)
@click.argument("queries", type=existing)
@output.as_json
def duplicates(collection: Path, queries: Path, is_json: bool) -> None:
    """COLLECTION and QUERIES, as for suggestions or intents: how often a proposal "asked before" is right."""
    from search import evaluation

    named = ("faq_id", "title"), ("query", "faq_id")
    if not any("faq_id" in row for row in rows_of(collection)[:1]):
        named = ("text", "label"), ("text", "label")
    output.show(evaluation.duplicates(rows_of(collection, *named[0]), rows_of(queries, *named[1])), is_json)


@evaluate.command("no-match")
@click.argument("train", type=existing)
@click.argument("test", type=existing)
@output.as_json
def no_match(train: Path, test: Path, is_json: bool) -> None:
    """How well questions without an answer are told from those with one."""
    from search import evaluation

    output.show(evaluation.no_match(rows_of(train, "text", "label"), rows_of(test, "text", "label")), is_json)


@evaluate.command()
@click.argument("posts", type=existing)
@click.option(
    "--from", "start", default="", metavar="INSTANT", help="Judge questions from then on; else the last 40 %."
)
@output.as_json
def routing(posts: Path, start: str, is_json: bool) -> None:
    """POSTS of a forum: how well it is foreseen who will answer, from what was known when it was asked."""
    from search import routing as judged

    since = instant(start, "--from") if start else None
    rows = rows_of(
        posts, "id", "type", "parent_id", "accepted_answer_id", "created_at", "owner", "score", "title", "text"
    )
    try:
        found = judged.measure(rows, since)
    except (ValueError, TypeError) as error:
        raise click.ClickException(f"{posts}: {error}") from error
    output.show(found, is_json)


def instant(words: str, option: str) -> datetime:
    """The instant that an option names. Raises ClickException where it is none."""
    from forum.channels import fields
    from forum.channels.base import RefusedError

    try:
        return fields.instant(words)
    except RefusedError:
        raise click.ClickException(f"{option} {words}: say it as 2017-11-01T06:00:00Z") from None


@evaluate.command()
@click.argument("file", type=existing)
@output.as_json
def redaction(file: Path, is_json: bool) -> None:
    """FILE of texts with spans of personal data."""
    from forum import redaction as judged

    output.show(judged.evaluate(rows_of(file, "text", "spans")), is_json)


commands = [evaluate]
