"""Commands that search: suggestions, full text, and the state of the indexes."""

import time

import click

from forum.cli import Porch, output, pass_porch
from search.documents import Sort

limit = click.IntRange(1, 200)


@click.command()
@click.argument("text")
@click.option("--limit", "most", default=5, show_default=True, type=limit, help="At most this many.")
@output.as_json
@pass_porch
def suggest(porch: Porch, text: str, most: int, is_json: bool) -> None:
    """Earlier questions with answers that are like TEXT; none when nothing is similar."""
    from forum.services import suggestions

    with porch.ready().app_context():
        found = [
            {
                "thread_id": each.thread_id,
                "title": each.title,
                "score": round(each.score, 4),
                "answer_post_id": each.answer_post_id,
                "shared_terms": list(each.shared_terms),
            }
            for each in suggestions.nearest(text, limit=most)
        ]
        output.show(found, is_json)


@click.command()
@click.argument("query")
@click.option("--limit", "most", default=20, show_default=True, type=limit, help="At most this many.")
@click.option("--sort", type=click.Choice(["relevance", "new"]), default="relevance", show_default=True)
@output.as_json
@pass_porch
def search(porch: Porch, query: str, most: int, sort: Sort, is_json: bool) -> None:
    """Full text with filters: is:unanswered is:solved tag: by: channel: brand: lang: before: after: risk: and words."""
    from forum.services import searching

    with porch.ready().app_context():
        found = searching.search(query, searching.Page(limit=most), sort, is_staff=True)
        hits = [
            {
                "thread_id": hit.thread_id,
                "post_id": hit.post_id,
                "title": hit.title,
                "score": round(hit.score, 4),
                "snippet": hit.snippet,
            }
            for hit in found.hits
        ]
        output.show({"total": found.total, "hits": hits}, is_json)


@click.group()
def index() -> None:
    """The search indexes against the database."""


@index.command()
@output.as_json
@pass_porch
def check(porch: Porch, is_json: bool) -> int:
    """Compare the indexes with the database; exits 1 when they differ."""
    from forum.services import index_care

    start = time.monotonic()
    with porch.ready().app_context():
        state = index_care.check()
    output.show(state | {"seconds": round(time.monotonic() - start, 2)}, is_json)
    return 1 if state["missing"] or state["stale"] else 0


@index.command()
@output.as_json
@pass_porch
def rebuild(porch: Porch, is_json: bool) -> None:
    """Make the indexes anew from the database, and look again who may know the open questions."""
    from forum.app import commit
    from forum.services import experts, index_care

    start = time.monotonic()
    with porch.ready().app_context():
        state = index_care.rebuild()
        experts.forget_all()
        commit()
        while experts.renew_overdue():
            commit()
    output.show(state | {"seconds": round(time.monotonic() - start, 2)}, is_json)


commands = [suggest, search, index]
