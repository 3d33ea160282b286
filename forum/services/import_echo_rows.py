"""What a batch keeps of its echoes: who said it, how its questions are recognised, and the one event of each thread."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from forum.database import IN_ONE_STATEMENT
from forum.events import record_many
from forum.extensions import db
from forum.models import Echo, WordingBand
from forum.models import Wording as KnownWording
from forum.services import echoes, import_folds
from forum.services.import_batch import Arrival
from forum.services.import_echoes import Echoes, Run
from forum.services.origins import SOURCE

MOST_ALIKE = 8  # wordings of one thread that are kept under one band: more would find nothing that these do not


def store(found: Echoes, arrivals: Iterable[Arrival], at: datetime) -> None:
    """Keep the echoes of a batch and how its questions are recognised; one event for each thread that was echoed."""
    echoed = [arrival for arrival in arrivals if arrival.echoes is not None]
    rows = [_row(arrival, at) for arrival in echoed]
    if rows:
        made = insert(Echo).returning(Echo.id, Echo.channel, Echo.external_id).execution_options(**IN_ONE_STATEMENT)
        ids = {(row.channel, row.external_id): row.id for row in db.session.execute(made, rows)}
        for arrival in echoed:
            arrival.spot.echo_id = ids[arrival.post.key]
    _store_wordings(found, at)


def finish(found: Echoes, arrivals: Iterable[Arrival], at: datetime) -> None:
    """Fold what belongs together, once all posts of the batch are in; count the echoes, and tell of them."""
    import_folds.write(found.folds, at)
    gone = {fold.thread_id: fold.into_id for fold in found.folds}
    ids = [arrival.spot.home.final.id for arrival in arrivals if arrival.echoes is not None]
    thread_ids = sorted({gone.get(thread_id, thread_id) for thread_id in ids} | {*gone.values()})
    echoes.recount(thread_ids)
    record_many([{"name": "question.echoed", "thread_id": thread_id, "at": at} for thread_id in thread_ids])


def _row(arrival: Arrival, at: datetime) -> dict[str, Any]:
    return {
        "thread_id": arrival.spot.home.id,
        "identity_id": arrival.identity_id,
        "channel": arrival.post.channel,
        "source": SOURCE,
        "external_id": arrival.post.external_id,
        "url": arrival.post.url,
        "extra": arrival.ready.extra,
        "body": arrival.ready.text.body,
        "said_at": arrival.post.created_at,
        "at": at,
    }


def _store_wordings(found: Echoes, at: datetime) -> None:
    """Let known wordings know that they were said again; keep new ones, and the bands by which near ones are found."""
    fresh, again = [], []
    for run in found.runs:
        thread_id = found.homes.get(run) or run.arrivals[0].spot.home.id
        first_at, last_at = run.span
        known = next((row for row in run.same if row.thread_id == thread_id), None)
        if known is not None:
            span = {"first": min(first_at, known.first_at), "last": max(last_at, known.last_at)}
            again.append({"which": known.id, "came": at, **span})
        else:
            said = {"brand_id": run.brand_id, "key": run.wording.key, "text": run.wording.text}
            fresh.append((run, {"thread_id": thread_id, **said, "first_at": first_at, "last_at": last_at, "at": at}))
    if again:
        said_again = update(KnownWording).where(KnownWording.id == bindparam("which"))
        said_again = said_again.values(first_at=bindparam("first"), last_at=bindparam("last"), at=bindparam("came"))
        db.session.connection().execute(said_again, again)
    if fresh:
        names = (KnownWording.id, KnownWording.brand_id, KnownWording.key, KnownWording.first_at)
        made = insert(KnownWording).returning(*names).execution_options(**IN_ONE_STATEMENT)
        stored = db.session.execute(made, [row for _, row in fresh])
        ids = {(row.brand_id, row.key, row.first_at): row.id for row in stored}
        _store_bands(
            found,
            [(run, ids[run.brand_id, run.wording.key, run.span[0]], row["thread_id"]) for run, row in fresh],
        )


def _store_bands(found: Echoes, stored: Sequence[tuple[Run, int, int]]) -> None:
    rows = []
    for run, wording_id, thread_id in stored:
        counts = found.counted.setdefault(thread_id, {})
        for place, band in enumerate(run.wording.bands):
            if counts.get(band, 0) < MOST_ALIKE:
                counts[band] = counts.get(band, 0) + 1
                rows.append({"wording_id": wording_id, "place": place, "band": band})
    if rows:
        db.session.execute(insert(WordingBand), rows)
