"""Saving a search and living with it: a name, a place in the list, clear refusals, and a way back; nobody else sees it."""

import json
import re
from typing import Any

import pytest

from tests.forum.services.test_percolation import SETTINGS, save, told
from tests.forum.talk import HTMX, ask, hide, page, question_of
from tests.forum.views.test_page_budget import BYTES, MEMBER, statements


def listed(cast: Any, who: str) -> list[str]:
    """Names in this person's list, as it shows them."""
    return re.findall(r'<h2 class="thread-title">([^<]+)</h2>', page(cast, SETTINGS, who))


def refusal(cast: Any, who: str, **form: str) -> str:
    response = cast.visit(who).post(SETTINGS, data=form)
    assert response.status_code == 422
    return re.sub(r"\s+", " ", str(response.text))


def test_the_page_of_results_offers_to_save_under_a_name_and_then_says_that_it_is_saved(cast: Any):
    ask(cast, title="Walrus modem hums", body="It hums.")
    cast.work()
    before = page(cast, "/search?q=walrus+is:unanswered&sort=new", "mara")
    assert 'value="walrus is:unanswered"' in before and "Save this search" in before
    form = {"q": "walrus is:unanswered", "sort": "new", "name": "Walruses"}
    saved = cast.visit("mara").post(SETTINGS, data=form)
    assert (saved.status_code, saved.headers["Location"]) == (303, "/search?q=walrus+is%3Aunanswered&sort=new")
    after = page(cast, "/search?q=Walrus++is:unanswered", "mara")
    assert "You saved this search as" in after and "Walruses" in after and "Save this search" not in after
    assert listed(cast, "mara") == ["Walruses"] and "<code>walrus is:unanswered</code>" in page(cast, SETTINGS, "mara")
    for other in (None, "theo", "sol"):
        assert "Walruses" not in page(cast, "/search?q=walrus+is:unanswered", other)
    assert listed(cast, "theo") == [] and "Save this search" not in page(cast, "/search?q=walrus")


def test_a_search_in_vain_is_the_one_worth_saving(cast: Any):
    assert "Save this search" in page(cast, "/search?q=zebra", "mara")
    assert "Save this search" not in page(cast, "/search", "mara")


def test_looking_at_the_results_makes_nothing_new_any_more(cast: Any):
    search = save(cast, "mara", "walrus")
    ask(cast, "nils", title="Walrus", body="It hums.")
    cast.work()
    assert "1 new" in page(cast, SETTINGS, "mara") and 'href="/search?q=walrus&amp;sort=new"' in page(
        cast, SETTINGS, "mara"
    )
    results = page(cast, "/search?q=walrus&sort=new", "mara")
    assert f'hx-post="/settings/searches/{search}/reading"' in results
    assert "reading" not in page(cast, "/search?q=walrus&from=20", "mara")
    assert "1 new" in page(cast, SETTINGS, "mara")  # a page that is only read changes nothing
    assert cast.visit("mara").post(f"{SETTINGS}/{search}/reading", headers=HTMX).status_code == 204
    assert "nothing new" in page(cast, SETTINGS, "mara")
    assert told(cast, "mara") == ["1 new post matches “walrus”"]
    assert "reading" not in page(cast, "/search?q=walrus&sort=new", "mara")


def until(text: str) -> str:
    """What the form of a page carries: of when the newest is that it can know of."""
    return re.search(r'name="until" value="([^"]+)"', text)[1]


def test_what_comes_after_a_page_was_read_stays_new_when_that_page_says_that_all_was_seen(cast: Any):
    search = save(cast, "mara", "walrus")
    ask(cast, "nils", title="Walrus", body="It hums.")
    cast.work()
    results, listed, notices = (
        page(cast, address, "mara") for address in ("/search?q=walrus&sort=new", SETTINGS, "/notices")
    )
    last = re.search(r'name="last" value="(\d+)"', notices)[1]
    ask(cast, "nils", title="Walrus again", body="It sings.")
    cast.work()
    assert "2 new" in page(cast, SETTINGS, "mara")
    for read in (results, listed):
        cast.visit("mara").post(f"{SETTINGS}/{search}/reading", data={"until": until(read)})
        assert "1 new" in page(cast, SETTINGS, "mara")
    cast.visit("mara").post("/notices/reading", data={"last": last, "until": until(notices)})
    cast.work()
    assert "1 new post matches “walrus”" in told(cast, "mara")
    cast.visit("mara").post(f"{SETTINGS}/{search}/reading", data={"until": "nonsense"})
    assert "nothing new" in page(cast, SETTINGS, "mara")


def test_a_page_in_order_of_relevance_has_not_shown_what_is_new(cast: Any):
    save(cast, "mara", "walrus")
    ask(cast, "nils", title="Walrus", body="It hums.")
    cast.work()
    best = page(cast, "/search?q=walrus", "mara")
    assert "/reading" not in best and "See what is new" in best
    newest = page(cast, "/search?q=walrus&sort=new", "mara")
    assert "/reading" in newest and "See what is new" not in newest


@pytest.mark.parametrize("query", ["", "  ", "-", '"', "\0"])
def test_a_search_for_nothing_cannot_be_saved(cast: Any, query: str):
    assert "This search asks for nothing" in refusal(cast, "mara", q=query, name="Nothing")
    assert listed(cast, "mara") == []


def test_the_same_search_is_saved_once_however_it_is_typed(cast: Any):
    save(cast, "mara", "Café  mesh", name="Mine")
    said = refusal(cast, "mara", q="cafe MESH", sort="new", name="Another")
    assert "You have saved this search already, as “Mine”." in said and 'value="Another"' in said
    save(cast, "theo", "cafe mesh")
    save(cast, "mara", "cafe -mesh")


def test_one_has_so_many_and_is_told_when_it_is_enough(cast: Any, monkeypatch: Any):
    from forum.services import saved_searches
    from forum.views import saved_searches as views

    monkeypatch.setattr(saved_searches, "MOST", 2)
    monkeypatch.setattr(views, "MOST", 2)
    first = save(cast, "mara", "walrus")
    save(cast, "mara", "heron")
    said = refusal(cast, "mara", q="zebra")
    assert "You have saved 2 searches. More is not possible" in said and 'value="zebra"' in said
    assert cast.visit("mara").delete(f"{SETTINGS}/{first}").status_code == 303
    save(cast, "mara", "zebra")
    back = cast.visit("mara").post(f"{SETTINGS}/{first}")
    assert back.status_code == 422 and "You have saved 2 searches." in back.text
    assert listed(cast, "mara") == ["heron", "zebra"]


def test_a_long_query_has_a_short_name_and_a_long_name_is_refused(cast: Any):
    query = " ".join(["walrus"] * 70)
    save(cast, "mara", query)
    [name] = listed(cast, "mara")
    assert name == " ".join(["walrus"] * 8) + "…"
    assert "A name may have 80 characters." in refusal(cast, "mara", q="heron", name="x" * 81)
    search = save(cast, "mara", "heron", name="<b>Heron</b>")
    assert listed(cast, "mara")[0] == "&lt;b&gt;Heron&lt;/b&gt;"
    for wrong, word in ((" ", "Give it a name."), ("x" * 81, "A name may have 80 characters.")):
        refused = cast.visit("mara").post(f"{SETTINGS}/{search}/name", data={"name": wrong})
        assert refused.status_code == 422 and word in refused.text
    assert cast.visit("mara").post(f"{SETTINGS}/{search}/name", data={"name": "  Grey\nheron "}).status_code == 303
    assert listed(cast, "mara")[0] == "Grey heron"


def test_it_can_be_paused_deleted_and_brought_back(cast: Any):
    search = save(cast, "mara", "walrus")
    mara, address = cast.visit("mara"), f"{SETTINGS}/{search}"
    assert mara.post(f"{address}/pause").status_code == 303
    assert "paused: you hear nothing of it" in page(cast, SETTINGS, "mara")
    assert mara.delete(f"{address}/pause").status_code == 303
    assert "paused" not in page(cast, SETTINGS, "mara")
    for _ in range(2):
        assert mara.delete(address).status_code == 303
    assert listed(cast, "mara") == [] and "Undo" in page(cast, SETTINGS, "mara")
    assert "You saved this search" not in page(cast, "/search?q=walrus", "mara")
    for _ in range(2):
        assert mara.post(address).status_code == 303
    assert listed(cast, "mara") == ["walrus"] and "Undo" not in page(cast, SETTINGS, "mara")


def test_what_was_deleted_cannot_come_back_beside_its_twin(cast: Any):
    search = save(cast, "mara", "walrus", name="First")
    assert cast.visit("mara").delete(f"{SETTINGS}/{search}").status_code == 303
    save(cast, "mara", "walrus", name="Second")
    back = cast.visit("mara").post(f"{SETTINGS}/{search}")
    assert back.status_code == 422 and "already, as “Second”" in back.text


def test_each_act_is_an_event_that_says_nothing_of_what_is_asked_for(cast: Any):
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Event

    search = save(cast, "mara", "walrus")
    mara, address = cast.visit("mara"), f"{SETTINGS}/{search}"
    mara.post(f"{address}/name", data={"name": "Heron"})
    mara.post(f"{address}/pause")
    mara.delete(f"{address}/pause")
    mara.delete(address)
    mara.post(address)
    with cast.app.app_context():
        rows = db.session.scalars(select(Event).where(Event.name.like("search.%")).order_by(Event.id)).all()
        told_of = [row.name.removeprefix("search.") for row in rows]
        assert told_of == ["saved", "renamed", "paused", "resumed", "deleted", "restored"]
        assert all((row.by_id, row.facts, row.thread_id) == (cast.mara, {"search_id": search}, None) for row in rows)


def test_it_is_in_ones_export_and_gone_with_the_account(cast: Any):
    from sqlalchemy import func, select

    from forum.extensions import db
    from forum.models import Notification, SavedHit, SavedSearch, User
    from forum.services import personal

    save(cast, "mara", "walrus", name="Big ones")
    ask(cast, "nils", title="Walrus", body="It hums.")
    cast.work()
    with cast.app.app_context():
        mara = db.session.get_one(User, cast.mara)
        sections = {heading: list(rows) for heading, rows in personal.sections(mara)}
        assert [row["name"] for row in sections["saved_searches"]] == ["Big ones"]
        assert "walrus" in json.dumps(sections["saved_searches"], default=str)
        personal.erase_rows(mara.id, "nobody")
        db.session.commit()
        for model in (SavedSearch, SavedHit, Notification):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_what_is_hidden_is_in_nobodys_list_or_notice(cast: Any):
    """A canary in a hidden post matches a saved search, also one of staff: no word, no count, no number by the bell."""
    for who in ("mara", "ines", "sol"):
        save(cast, who, "qxcanaryqx", name="Canary")
    hide(cast, question_of(cast, ask(cast, "nils", title="Walrus qxcanaryqx", body="qxcanaryqx hums")))
    cast.work()
    for who in ("mara", "ines", "sol"):
        assert "nothing new" in page(cast, SETTINGS, who) and "match" not in page(cast, "/notices", who)
        assert "0 results" in page(cast, "/search?q=qxcanaryqx", who) or "Nothing for" in page(
            cast, "/search?q=qxcanaryqx", who
        )


def test_pages_cost_little_however_much_was_saved_and_found(cast: Any):
    for number in range(20):
        save(cast, "mara", f"walrus -zebra{number}" if number else "walrus")
    for number in range(22):
        ask(cast, "nils", title=f"Walrus {number}", body="It hums.")
    cast.work()
    mara = cast.visit("mara")
    for address, most in (("/search?q=walrus", MEMBER), (SETTINGS, MEMBER), ("/notices", MEMBER), ("/", MEMBER)):
        with statements(cast.app) as seen:
            response = mara.get(address)
        assert response.status_code == 200 and len(seen) <= most, (address, seen)
        assert len(response.data) <= BYTES or address == SETTINGS


def test_saving_has_a_limit(limited: Any):
    mara = limited.visit("mara")
    codes = [mara.post(SETTINGS, data={"q": "-"}).status_code for _ in range(121)]
    assert set(codes[:120]) == {422} and codes[120] == 429
