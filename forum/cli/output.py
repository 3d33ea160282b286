"""How commands answer: one JSON document on stdout with --json, readable lines without."""

import json
from collections.abc import Mapping
from typing import Any

import click

as_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON document on stdout.")


def show(found: Any, is_json: bool) -> None:
    """Print what a command found."""
    if is_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    elif isinstance(found, Mapping):
        for name, value in found.items():
            click.echo(f"{name:24} {_readable(value)}")
    else:
        for row in found:
            click.echo(_readable(row))


def _readable(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name}={each}" for name, each in value.items()) or "-"
    return "-" if value is None else str(value)
