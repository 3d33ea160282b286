"""What becomes of posts that come in from files: threads, staff voices, brands, events, and what nobody may read."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.forum.imported import bring, bring_file, picture, post


def all_of(app: Any, query: Any) -> list[Any]:
    from forum.extensions import db

    with app.app_context():
        return list(db.session.execute(query))


def events(app: Any) -> list[Any]:
    from forum.models import Event

    return all_of(app, select(Event.name, Event.thread_id, Event.post_id, Event.facts).order_by(Event.id))


def lately(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)).isoformat()


def test_history_raises_one_event_a_batch_and_is_not_live(app, tmp_path):
    from forum.models import Thread

    bring(app, tmp_path, [post("q", "mara", 0), post("a", "theo", 1, reply_to="q"), post("q2", "nils", 2)])
    [event] = events(app)
    thread_ids = [row.id for row in all_of(app, select(Thread.id).order_by(Thread.id))]
    assert (event.name, event.facts) == ("posts.imported", {"threads": thread_ids, "count": 3, "posts": [1, 3]})
    assert not any(row.is_live for row in all_of(app, select(Thread.is_live)))


def test_what_was_written_lately_is_told_one_by_one(app, tmp_path):
    talk = [
        post("q", "mara", 0, created_at=lately(0)),
        post("a", "LanternetHelp", 0, reply_to="q", created_at=lately(5), author_is_brand=True),
        post("c", "mara", 0, reply_to="a", created_at=lately(6)),
        post("n", "LanternetHelp", 0, created_at=lately(7), author_is_brand=True),
    ]
    bring(app, tmp_path, talk)
    told = sorted(event.name for event in events(app))
    assert told == ["post.answered", "post.commented", "thread.announced", "thread.asked"]


def test_old_posts_can_be_treated_as_if_they_came_now(app, tmp_path):
    from forum.models import Thread

    bring(app, tmp_path, [post("q", "mara", 0), post("a", "theo", 1, reply_to="q")], as_live=True)
    assert [event.name for event in events(app)] == ["thread.asked", "post.answered"]
    [thread] = all_of(app, select(Thread.is_live, Thread.created_at))
    assert thread.is_live
    assert thread.created_at == datetime(2019, 3, 1, tzinfo=UTC)


def test_history_days_are_a_setting(database, tmp_path):
    import wsgi

    app = wsgi.create_app(limits="off", history_days=36_500, **database)
    bring(app, tmp_path, [post("q", "mara", 0)])
    assert [event.name for event in events(app)] == ["thread.asked"]


def test_a_live_orphan_is_told_when_it_finds_its_thread(app, tmp_path):
    bring(app, tmp_path, [post("a", "theo", 0, reply_to="q", created_at=lately(5))])
    assert [event.name for event in events(app)] == ["posts.imported"]
    bring(app, tmp_path, [post("q", "mara", 0, created_at=lately(0))])
    asked, answered = events(app)[1:]
    assert (asked.name, answered.name) == ("thread.asked", "post.answered")
    assert asked.thread_id == answered.thread_id


def test_the_waiting_line_becomes_a_reply_in_the_run_that_brought_it(app, tmp_path):
    from forum.services import ledger

    first = bring(app, tmp_path, [post("a", "theo", 5, reply_to="q"), post("b", "mara", 6, reply_to="a")])
    assert (first["waiting"], first["orphans"], first["replies"]) == (1, 1, 1)
    second = bring(app, tmp_path, [post("q", "mara", 0)])
    assert (second["read"], second["threads"], second["waiting"], second["replies"]) == (1, 1, 0, 0)
    with app.app_context():
        now = ledger.counts_of(1)
        assert (now["read"], now["replies"], now["waiting"], now["orphans"]) == (2, 2, 0, 0)


def test_the_same_file_again_adds_nothing(app, tmp_path):
    lines = [post("q", "mara", 0), post("a", "theo", 1, reply_to="q"), post("x", "nils", 2, reply_to="gone")]
    bring(app, tmp_path, lines)
    before, told = picture(app), len(events(app))
    again = bring(app, tmp_path, lines)
    assert (again["read"], again["duplicates"]) == (3, 3)
    assert picture(app) == before
    assert len(events(app)) == told


def test_ids_are_of_their_channel(app, tmp_path):
    counts = bring(app, tmp_path, [post("1", "mara", 0), post("1", "mara", 0) | {"source": "mastodon"}])
    assert counts["threads"] == 2


def test_counters_and_times_of_threads_agree_with_their_posts(app, tmp_path):
    from forum.models import Thread

    bring(app, tmp_path, [post("a", "theo", 9, reply_to="q"), post("b", "nils", 3, reply_to="q")])
    bring(app, tmp_path, [post("q", "mara", 0), post("c", "mara", 30, reply_to="a")])
    [thread] = all_of(
        app, select(Thread.answer_count, Thread.created_at, Thread.active_at, Thread.kind, Thread.channel)
    )
    assert tuple(thread)[:1] + tuple(thread)[3:] == (2, "question", "twitter")
    assert (thread.created_at.minute, thread.active_at.minute) == (0, 30)


def test_personal_data_is_masked_everywhere_and_the_original_sealed(app, tmp_path):
    from forum.extensions import db
    from forum.models import LedgerEntry, Origin, Post, SealedOriginal, Thread

    card = "4111 1111 1111 1111"
    told = post("q", "mara", 0, f"My card {card} was declined", html=f"<p>My card {card} was declined</p>")
    broken = json.dumps(told | {"id": None})
    bring(app, tmp_path, [told, broken])
    with app.app_context():
        tables = [
            select(Post.body),
            select(Post.html),
            select(Thread.title),
            select(LedgerEntry.text),
            select(Origin.extra),
        ]
        words = [str(found) for query in tables for found in db.session.scalars(query)]
        assert not any("4111" in each for each in words)
        assert sum("[card number hidden]" in each for each in words) == 5
        assert db.session.scalar(select(func.count(SealedOriginal.id))) == 1


def test_a_brand_keeps_the_number_that_it_publishes(app, tmp_path):
    from forum.models import Post

    said = "Call us at 020 7946 0018 or write to care@lanternet.example"
    bring(app, tmp_path, [post("q", "mara", 0), post("a", "Help", 1, said, reply_to="q", author_is_brand=True)])
    assert (said,) in [tuple(row) for row in all_of(app, select(Post.body).where(Post.is_brand))]


def test_titles_are_the_first_sentence_of_what_may_be_read(app, tmp_path):
    from forum.models import Thread

    lines = [
        post("1", "mara", 0, "@LanternetHelp The light is orange. Why? https://t.example/x"),
        post("2", "nils", 1, "Anything.", title="My own title"),
        post("3", "theo", 2, "mail me at theo@mail.example about the hum"),
    ]
    bring(app, tmp_path, lines)
    titles = [row.title for row in all_of(app, select(Thread.title).order_by(Thread.created_at))]
    assert titles[:2] == ["The light is orange.", "My own title"]
    assert titles[2] == "mail me at [e-mail hidden] about the hum"


def test_authors_become_identities_once_and_their_reach_grows(app, tmp_path):
    from forum.models import Identity

    bring(
        app, tmp_path, [post("1", "mara", 0, followers=10), post("2", "@mara", 1, followers=30, author_name="Mara L")]
    )
    bring(app, tmp_path, [post("3", "mara", 2, followers=20), post("4", "mara", 3) | {"source": "mastodon"}])
    found = all_of(
        app, select(Identity.channel, Identity.handle, Identity.name, Identity.followers).order_by(Identity.id)
    )
    assert [tuple(row) for row in found] == [("twitter", "mara", "Mara L", 30), ("mastodon", "mara", "", None)]


@pytest.fixture
def two_brands(app):
    """Lanternet, which is the default, and Lanternet Pro, each with a handle on twitter."""
    from forum.extensions import db
    from forum.services import brands

    with app.app_context():
        brands.add_handle(brands.default_id(), "twitter", "LanternetHelp")
        brands.add_handle(brands.add("Lanternet Pro", "pro").id, "twitter", "LanternetPro")
        db.session.commit()
    return app


@pytest.mark.parametrize("backwards", [False, True])
def test_a_thread_belongs_to_the_brand_that_answered_else_to_the_one_mentioned(two_brands, tmp_path, backwards):
    lines = [
        post("1", "mara", 0, "@LanternetHelp who can help?"),
        post("2", "lanternetpro", 5, reply_to="1"),
        post("3", "LanternetHelp", 9, reply_to="1"),
        post("4", "nils", 10, "Does @lanternetpro, or @LanternetHelp, sell these?"),
        post("5", "nils", 11, "Who knows?"),
        post("6", "Unknown", 12, reply_to="5", author_is_brand=True),
        post("7", "LanternetPro", 13, "New firmware."),
    ]
    bring(two_brands, tmp_path, lines[::-1] if backwards else lines)
    found = {key: (each[-3], each[3]) for key, each in picture(two_brands).items()}
    assert found["1"] == ("pro", False)
    assert found["2"] == ("pro", True)
    assert found["4"] == ("pro", False)
    assert found["5"] == ("main", False)
    assert found["6"] == ("main", True)
    assert found["7"] == ("pro", True)


def test_a_handle_named_by_the_importer_speaks_for_a_brand_of_its_name(app, tmp_path):
    from forum.models import Brand, Identity

    lines = [post("1", "mara", 0), post("2", "115001", 1, reply_to="1"), post("3", "115001", 2)]
    counts = bring(app, tmp_path, lines, handles=("@115001",))
    assert (counts["threads"], counts["replies"]) == (2, 1)
    found = picture(app)
    assert [found[key][-3] for key in "123"] == ["115001"] * 3
    assert found["3"][1:3] == ("question", None)
    [brand] = all_of(app, select(Brand.name, Identity.handle).join(Identity, Identity.brand_id == Brand.id))
    assert tuple(brand) == ("115001", "115001")


def test_without_a_word_no_brand_is_made(app, tmp_path):
    from forum.models import Brand

    bring(app, tmp_path, [post("1", "Somebody", 0, author_is_brand=True)])
    assert len(all_of(app, select(Brand.id))) == 1


def test_the_original_is_linked_and_what_else_was_said_is_kept(app, tmp_path):
    from forum.models import Origin

    bring(app, tmp_path, [post("77", "mara", 0, mood="cross"), post("x", "mara", 1, permalink="https://x.example/x")])
    found = all_of(app, select(Origin.url, Origin.extra).order_by(Origin.id))
    assert tuple(found[0]) == ("https://twitter.com/i/web/status/77", {"mood": "cross"})
    assert found[1].url == "https://x.example/x"


def test_a_truncated_file_keeps_all_that_came_before(app, tmp_path):
    from forum.models import ImportRun

    lines = [json.dumps(post(str(number), f"author {number * 7919}", 1, f"{number**9}")) for number in range(2_000)]
    packed = gzip.compress("\n".join(lines).encode())
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(packed[: len(packed) * 2 // 3])
    counts = bring_file(app, file)
    assert "broke off" in counts["broke_off"]
    assert 500 < counts["read"] == counts["threads"] < 2_000
    [run] = all_of(app, select(ImportRun.lines, ImportRun.broke_off, ImportRun.finished_at))
    assert (run.lines, run.broke_off) == (counts["read"], counts["broke_off"])


def test_a_full_disk_stops_the_import_and_loses_nothing_before(app, tmp_path, monkeypatch):
    from forum.services import import_batch, imports, ledger

    monkeypatch.setattr(imports, "MOST_LINES", 2)
    stores = []

    def store(arrivals: Any) -> None:
        stores.append(arrivals)
        if len(stores) == 2:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        real(arrivals)

    real = import_batch.store
    monkeypatch.setattr(import_batch, "store", store)
    counts = bring(app, tmp_path, [post(str(number), "mara", number) for number in range(6)])
    assert counts["broke_off"] == "the database takes no more: database or disk is full"
    assert (counts["read"], counts["threads"]) == (2, 2)
    with app.app_context():
        assert ledger.totals()["balanced"]


def test_batches_are_small_in_lines_and_in_size():
    from forum.channels.base import Rejection
    from forum.services.imports import MOST_CHARACTERS, MOST_LINES, batches

    short = [Rejection(number, "not_json", "{") for number in range(1_000)]
    assert [len(batch) for batch in batches(short)] == [MOST_LINES] * 3 + [100]
    long_ones = [Rejection(number, "not_json", "x" * 40_000) for number in range(20)]
    assert max(len(batch) for batch in batches(long_ones)) <= MOST_CHARACTERS // 40_000 + 1


def test_the_forum_imports_without_its_staff_side(forum_alone, tmp_path):
    assert bring(forum_alone, tmp_path, [post("q", "mara", 0)])["threads"] == 1


def test_a_ledger_that_was_tampered_with_does_not_balance(app, tmp_path):
    from forum.extensions import db
    from forum.models import LedgerEntry, Origin
    from forum.services import ledger

    bring(
        app,
        tmp_path,
        [post("q", "mara", 0), post("a", "theo", 1, reply_to="q"), post("w", "nils", 2, reply_to="x"), "{"],
    )
    with app.app_context():
        assert not any(ledger.imbalances().values())
        entries = {entry.disposition: entry for entry in db.session.scalars(select(LedgerEntry))}
        db.session.delete(entries["rejected"])
        assert ledger.imbalances()["lost"] == 1
        db.session.delete(entries["reply"])
        assert ledger.imbalances()["missing"] == 1
        assert [day.missing for day in ledger.by_day()] == [1]
        assert ledger.imbalances("mastodon")["missing"] == 0
        db.session.scalars(select(Origin).where(Origin.is_waiting)).one().is_waiting = False
        db.session.flush()
        assert ledger.imbalances("twitter")["waiting"] == 1
        assert not ledger.totals()["balanced"]


def test_the_ledger_tells_of_days_and_rejected_lines(app, tmp_path):
    from forum.services import ledger

    bring(app, tmp_path, [post("q", "mara", 0), post("q", "mara", 0), "{", post("z", "mara", 0, created_at="never")])
    with app.app_context():
        today = datetime.now(UTC).date().isoformat()
        found = [(day.day, day.channel, day.read, day.threads, day.duplicates, day.rejected) for day in ledger.by_day()]
        assert found == [
            (today, "file", 1, 0, 0, 1),
            (today, "twitter", 1, 0, 0, 1),
            ("2019-03-01", "twitter", 2, 1, 1, 0),
        ]
        assert [day.day for day in ledger.by_day(before=today)] == ["2019-03-01"]
        page = ledger.rejected(limit=1)
        assert [(row.file, row.line, row.reason) for row in page.rows] == [("posts.jsonl", 4, "bad_date")]
        rest = ledger.rejected(older=page.older, limit=1)
        assert [(row.line, row.reason, row.text) for row in rest.rows] == [(3, "not_json", "{")]
        assert rest.older is None
