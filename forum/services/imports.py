"""Bringing posts in from files: in batches of one transaction each, in any order, again and again, losing nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from forum import settings
from forum.channels.base import BrokenOffError, IncomingPost, Message
from forum.database import now
from forum.extensions import db
from forum.models import ImportRun
from forum.services import identities, import_batch, import_circles, import_echo_rows, import_echoes, ledger
from forum.services.identities import Voices
from forum.services.import_batch import Arrival
from forum.services.import_moves import Moves
from forum.services.import_places import Key
from forum.services.import_texts import Prepared, is_brand, prepare, ready
from forum.services.origins import Places

if TYPE_CHECKING:  # what reads files stays out of processes that only might
    from forum.channels.files import PostFile

MOST_LINES = 300  # a batch: other writers wait as long as its transaction takes
MOST_CHARACTERS = 300_000
_LOCK = 20_371  # any number, the same in every process


@dataclass(slots=True)
class Terms:
    """What holds for all batches of a run: posts since `live_from` are live; `handles` speak for brands."""

    run_id: int
    at: datetime
    live_from: datetime
    handles: Sequence[str] = ()
    channels: set[str] = field(default_factory=set)

    @property
    def own_handles(self) -> frozenset[str]:
        """The handles in small letters, as they are compared."""
        return frozenset(handle.lower() for handle in self.handles)


def read_in(
    file: "PostFile",
    commit: Callable[[], None],
    handles: Sequence[str] = (),
    as_live: bool = False,
    watch: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """Bring in all that a file holds; what became of its messages, with `seconds` and, if it ended early, `broke_off`.

    `handles` speak for brands; `as_live` treats old posts as if they came now. `commit` is called after each batch,
    `watch` with the bytes read so far.
    """
    started = monotonic()
    terms = begin(file, now(), handles, as_live)
    commit()
    broke_off = ""
    try:
        for messages in batches(file.messages()):
            receive(terms, prepare(messages, terms.own_handles, terms.live_from))
            commit()
            if watch:
                watch(file.position)
    except BrokenOffError as error:
        broke_off = str(error)
    except (OperationalError, OSError) as error:  # disk full: what was committed before stands
        db.session.rollback()
        broke_off = f"the database takes no more: {' '.join(str(getattr(error, 'orig', error)).split())}"
    with suppress(OperationalError):
        finish(terms.run_id, broke_off, now())
        commit()
    counts = {**ledger.counts_of(terms.run_id), "seconds": round(monotonic() - started, 3)}
    return {**counts, "broke_off": broke_off} if broke_off else counts


def begin(file: "PostFile", at: datetime, handles: Sequence[str] = (), as_live: bool = False) -> Terms:
    """Open a run in the ledger."""
    run = ImportRun(file=str(file.path.name), format=file.format, started_at=at)
    db.session.add(run)
    db.session.flush()
    oldest = datetime.min.replace(tzinfo=UTC) if as_live else at - timedelta(days=settings.current().history_days)
    return Terms(run.id, at, oldest, [handle.removeprefix("@") for handle in handles])


def finish(run_id: int, broke_off: str, at: datetime) -> None:
    """Close a run, with the reason why it was not read to the end, if so."""
    ended = {"finished_at": at, "broke_off": broke_off}
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(**ended))


def batches(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Messages by some hundreds, fewer where they are long; when the file breaks off, what was read comes first."""
    batch, size = list[Message](), 0
    try:
        for message in messages:
            batch.append(message)
            size += len(message.text)
            if len(batch) >= MOST_LINES or size >= MOST_CHARACTERS:
                yield batch
                batch, size = [], 0
    except BrokenOffError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def receive(terms: Terms, prepared: Prepared) -> None:
    """Bring one batch in: each message ends as thread, reply, duplicate, rejected or waiting, and in the ledger."""
    _one_at_a_time()
    posts = [message for message in prepared.messages if isinstance(message, IncomingPost)]
    voices = _voices(terms, posts)
    places = Places()
    places.look_up(key for post in posts for key in (post.key, post.parent_key) if key)
    arrivals = _arrivals(terms, prepared, [post for post in posts if post.key not in places.by_key], voices)
    waiters = places.waiting_for(arrivals)  # asked before the new ones are there, which wait for nobody in this batch
    echoes = import_echoes.gather(arrivals.values(), places)
    import_batch.place(arrivals, places)
    fresh = list(arrivals.values())
    import_batch.store(fresh)
    import_echo_rows.store(echoes, fresh, terms.at)
    ledger.enter(terms.run_id, terms.at, prepared.messages, arrivals, places)
    moves = Moves(places)
    moves.settle(waiters)
    for circle in moves.circles:
        import_circles.close(circle, places)
    moves.write()
    import_batch.recount(fresh, moves.all_moved)
    if voices.by_handle:
        import_batch.choose_brands(_brand_may_change(fresh, moves))
    import_batch.announce(fresh, moves, terms.at)
    import_echo_rows.finish(echoes, fresh, terms.at)


def _one_at_a_time() -> None:
    """Let imports write one after the other, or parent and child could miss each other (SQLite does so anyway)."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _voices(terms: Terms, posts: Sequence[IncomingPost]) -> Voices:
    new_channels = {post.channel for post in posts} - terms.channels
    if terms.handles and new_channels:
        identities.let_speak(terms.handles, sorted(new_channels))
        terms.channels |= new_channels
    return identities.voices()


def _arrivals(terms: Terms, prepared: Prepared, posts: Sequence[IncomingPost], voices: Voices) -> dict[Key, Arrival]:
    """The new posts by key; of those with the same key the first."""
    ids = identities.ids_of((post.author for post in posts), voices, terms.at)
    found: dict[Key, Arrival] = {}
    for post in posts:
        if post.key not in found:
            by_brand = is_brand(post, voices, terms.own_handles)
            voice = voices.brand_of(post.channel, post.author.handle)
            found[post.key] = Arrival(
                post=post,
                ready=prepared.by_line.get(post.line) or ready(post, by_brand, terms.live_from),
                identity_id=ids[post.channel, post.author.handle],
                is_brand=by_brand,
                is_live=post.created_at >= terms.live_from,
                brand_id=voice or voices.mentioned(post.channel, post.text) or 0,
            )
    return found


def _brand_may_change(fresh: Sequence[Arrival], moves: Moves) -> list[int]:
    spots = [arrival.spot for arrival in fresh if arrival.is_brand] + [waiter.spot for waiter in moves.all_moved]
    return sorted({spot.home.final.id for spot in spots})
