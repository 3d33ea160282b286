"""The ledger page: for staff, what became of every message, and why some could not become posts."""

import pytest

from tests.forum.imported import bring, post


@pytest.mark.parametrize(("name", "code"), [(None, 302), ("mara", 403), ("ines", 200), ("priya", 200), ("sol", 200)])
def test_only_staff_read_the_ledger(cast, name, code):
    assert cast.visit(name).get("/moderation/ledger").status_code == code


def test_before_anything_came_in_it_says_what_to_do(cast):
    assert b"frontporch import FILE" in cast.visit("ines").get("/moderation/ledger").data


def test_it_shows_the_sum_the_days_and_the_rejected_lines(app, cast, tmp_path):
    bring(app, tmp_path, [post("q", "mara", 0), post("q", "mara", 0), '{"text": "<script>alert(1)</script>"}'])
    page = cast.visit("ines").get("/moderation/ledger").get_data(as_text=True)
    assert "It balances" in page
    assert "2019-03-01" in page
    assert "posts.jsonl" in page
    assert "no author" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_it_says_so_when_something_is_missing(app, cast, tmp_path):
    from sqlalchemy import delete

    from forum.extensions import db
    from forum.models import LedgerEntry

    bring(app, tmp_path, [post("q", "mara", 0), post("r", "mara", 0)])
    with app.app_context():
        db.session.execute(delete(LedgerEntry).where(LedgerEntry.external_id == "q"))
        db.session.commit()
    page = cast.visit("ines").get("/moderation/ledger").get_data(as_text=True)
    assert "It does not balance" in page
    assert "1 missing" in page


def test_it_is_paged_by_key(app, cast, tmp_path, monkeypatch):
    from forum.services import ledger

    monkeypatch.setattr(ledger.rejected, "__defaults__", (None, 2))
    bring(app, tmp_path, ["{"] * 3)
    ines = cast.visit("ines")
    first = ines.get("/moderation/ledger").get_data(as_text=True)
    assert first.count('class="raw"') == 2
    assert "older=2" in first
    assert ines.get("/moderation/ledger?older=2").get_data(as_text=True).count('class="raw"') == 1
    for nonsense in ("older=x", "older=-1", "older=99999999999999999999", "before=%00", "before='"):
        assert ines.get(f"/moderation/ledger?{nonsense}").status_code == 200
