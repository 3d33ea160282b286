"""Commands that measure judgement on labelled sets."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forum.cli import output

existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure suggestions and redaction on labelled files."""


def json_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON array or of JSON lines, also gzipped. Raises ClickException with the line that is wrong."""
    import gzip

    read: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    try:
        with read(path, "rt", encoding="utf-8") as file:
            text = file.read()
        return list(json.loads(text)) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line]
    except (ValueError, OSError) as error:
        raise click.ClickException(f"{path}: not JSON: {error}") from error


def labelled(path: Path) -> list[tuple[str, str]]:
    """(text, label) of each row of a CSV with these two columns."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not rows.fieldnames or not {"text", "label"} <= set(rows.fieldnames):
            raise click.ClickException(f"{path}: needs the columns text and label")
        return [(row["text"], row["label"]) for row in rows]


@evaluate.command()
@click.argument("collection", type=existing)
@click.argument("queries", type=existing)
@output.as_json
def suggestions(collection: Path, queries: Path, is_json: bool) -> None:
    """COLLECTION of questions with answers, QUERIES with the id of the right one."""
    from search import evaluation

    output.show(evaluation.suggestions(json_rows(collection), json_rows(queries)), is_json)


@evaluate.command()
@click.argument("train", type=existing)
@click.argument("test", type=existing)
@click.option("--typos", default=0.0, type=click.FloatRange(0, 1), help="Share of words to misspell.")
@click.option("--seed", default=7, show_default=True, help="Seed of the misspelling.")
@output.as_json
def intents(train: Path, test: Path, typos: float, seed: int, is_json: bool) -> None:
    """TRAIN and TEST with text, label: a question of the same label is a hit."""
    from search import evaluation

    output.show(evaluation.intents(labelled(train), labelled(test), typos=typos, seed=seed), is_json)


@evaluate.command()
@click.argument("file", type=existing)
@output.as_json
def related(file: Path, is_json: bool) -> None:
    """FILE of questions with candidates to be ranked."""
    from search import evaluation

    output.show(evaluation.related(json_rows(file)), is_json)


@evaluate.command("no-match")
@click.argument("train", type=existing)
@click.argument("test", type=existing)
@output.as_json
def no_match(train: Path, test: Path, is_json: bool) -> None:
    """How well questions without an answer are told from those with one."""
    from search import evaluation

    output.show(evaluation.no_match(labelled(train), labelled(test)), is_json)


@evaluate.command()
@click.argument("file", type=existing)
@output.as_json
def redaction(file: Path, is_json: bool) -> None:
    """FILE of texts with spans of personal data."""
    from forum import redaction as judged

    output.show(judged.evaluate(json_rows(file)), is_json)


commands = [evaluate]
