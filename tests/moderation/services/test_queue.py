"""The queue orders what needs staff: danger first, then late, then due; and loses none between pages."""

from datetime import timedelta

from forum.database import now
from moderation.models import Case
from moderation.services import casework, claims, queue


def crowd(desk, count, **given):
    """Many cases at once: (urgency, due in minutes) by number."""
    from sqlalchemy import insert, select

    from forum.models import Brand, Thread

    at = now()
    with desk.at_work() as session:
        brand_id = session.scalar(select(Brand.id))
        made = insert(Thread).returning(Thread.id)
        rows = [{"title": f"Question {n}", "brand_id": brand_id, "asker_id": desk.cast.mara} for n in range(count)]
        ids = list(session.scalars(made, rows))
        about = {
            "brand_id": brand_id,
            "channel": "site",
            "opened_because": "unanswered",
            "opened_at": at,
            "reasons": [],
        }
        due = [at + timedelta(minutes=(n * 37) % 50 - 10) for n in range(count)]  # many share their due time
        cases = [
            {**about, "thread_id": ids[n], "urgency": int(n % 9 != 0), "due_at": due[n], **given} for n in range(count)
        ]
        session.execute(insert(Case), cases)


def walk(desk, **wanted):
    """All pages from the first to the last, and back again."""
    with desk.app.app_context():
        page = queue.page(queue.Wanted(desk.cast.ines, **wanted))
        down, up = [page], []
        while page.below:
            page = queue.page(queue.Wanted(desk.cast.ines, after=page.below, **wanted))
            down.append(page)
        while page.above:
            page = queue.page(queue.Wanted(desk.cast.ines, before=page.above, **wanted))
            up.append(page)
    return down, up


def test_danger_comes_first_then_the_late_then_the_rest(desk):
    at = now()
    fresh = desk.ask("nils", "Not yet due", at=at - timedelta(hours=3))
    late = desk.ask("theo", "Late", at=at - timedelta(hours=30))
    danger = desk.ask("mara", "Danger", "My lawyer will hear about this, it burned my hand.")
    with desk.app.app_context():
        page = queue.page(queue.Wanted(desk.cast.ines))
        counts = queue.counts(desk.cast.ines, now())
    assert [row.thread_id for row in page.rows] == [danger, late, fresh]
    assert (counts.open, counts.late) == (3, 1)


def test_no_case_is_lost_or_seen_twice_between_pages(desk):
    crowd(desk, 2 * queue.PAGE + 7)
    down, up = walk(desk)
    seen = [row.id for page in down for row in page.rows]
    places = [(row.urgency, row.due_at, row.id) for page in down for row in page.rows]
    assert len(seen) == len(set(seen)) == 2 * queue.PAGE + 7
    assert places == sorted(places)
    assert [page.rows for page in reversed(up)] == [page.rows for page in down[:-1]]


def test_resolved_cases_stand_with_the_latest_first_on_every_page(desk):
    at = now()
    crowd(desk, queue.PAGE + 3, state="resolved", resolved_at=at)
    down, up = walk(desk, tab="resolved")
    ids = [row.id for page in down for row in page.rows]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == queue.PAGE + 3
    assert up[-1].rows == down[0].rows


def test_each_tab_shows_its_own(desk, threat, forgotten):
    third = desk.ask("nils", "Third", "My lawyer will hear about this.")
    desk.act(threat, claims.claim, "ines")
    desk.act(forgotten, casework.escalate, "ines", "Over to you")
    desk.act(third, casework.reply, "omar", "We are sorry.")
    expected = {
        "open": {threat, forgotten},
        "mine": {threat},
        "escalated": {forgotten},
        "pending": {third},
        "resolved": set(),
    }
    for tab, thread_ids in expected.items():
        down, _ = walk(desk, tab=tab)
        assert {row.thread_id for page in down for row in page.rows} == thread_ids


def test_channel_and_brand_narrow_it_down(desk, threat):
    with desk.at_work():
        from forum.services import brands

        pro = brands.add("Lanternet Pro", "pro").id
    other = desk.ask(title="About Pro", body="My lawyer will hear about this.", brand_id=pro)
    assert [row.thread_id for row in walk(desk, brand="pro")[0][0].rows] == [other]
    assert not walk(desk, channel="twitter")[0][0].rows
    assert len(walk(desk, channel="site")[0][0].rows) == 2


def test_a_key_is_read_as_it_was_written_and_nonsense_is_none():
    key = queue.Key(1, now(), 77)
    assert queue.Key.read(str(key)) == key
    for nonsense in ("", "1-2", "a-b-c", "1-2-3-4", "1--3", "9" * 30, "0-99999999999999999-1", "¹-²-³"):
        found = queue.Key.read(nonsense)
        assert found is None or found.at.year < 10000


def test_what_others_have_in_hand_does_not_need_me(desk, threat, forgotten):
    with desk.at_work():
        needing = [queue.needing(desk.person(name), now()) for name in ("ines", "sol")]
    assert needing == [2, 2]
    desk.act(threat, claims.claim, "omar")
    desk.act(forgotten, casework.escalate, "omar", "Legal")
    with desk.at_work():
        assert queue.needing(desk.person("ines"), now()) == 0
        assert queue.needing(desk.person("sol"), now()) == 1
        assert queue.needing(desk.person("ines"), now() + timedelta(minutes=31)) == 1
