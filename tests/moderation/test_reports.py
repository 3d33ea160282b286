"""The reports as moderators see them: figures that open their threads, dots that lead to theirs, and clear refusals."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from forum.database import now
from moderation.reports.behind import PAGE as MOST_LISTED
from tests.forum.views.test_page_budget import statements

PAGE = "/moderation/reports"
HOUR = timedelta(hours=1)


@pytest.fixture
def asked(desk):
    """Three questions of the last days by name: answered in time, answered late, and never."""
    start = now() - timedelta(days=4)
    found = {name: desk.ask("mara", f"Question {name}", at=start) for name in ("quick", "late", "never")}
    desk.answer("ines", found["quick"], at=start + HOUR)
    desk.answer("ines", found["late"], at=start + 30 * HOUR)
    return found


def text_of(desk, query="", name="ines"):
    answer = desk.cast.visit(name).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.text


def behind(desk, query="", name="ines"):
    """The list of threads behind a number, as this person reads it."""
    return text_of(desk, f"/threads{query}", name)


def listed(page):
    """The threads in the list behind a number."""
    return [int(key) for key in re.findall(r'<td><a href="/threads/(\d+)"', page)]


def told(page):
    """How many a list says there are."""
    return int(re.search(r'<span class="count">([\d,]+)</span>', page)[1].replace(",", ""))


def test_reports_are_for_staff_only(desk, asked):
    assert "/login" in desk.cast.visit().get(PAGE).headers["Location"]
    assert desk.cast.visit("theo").get(PAGE).status_code == 403
    for name in ("ines", "priya", "sol"):
        assert desk.cast.visit(name).get(PAGE).status_code == 200


def test_the_figures_say_how_many_were_answered_and_how_soon(desk, asked):
    page = text_of(desk)
    assert "33.3%" in page
    assert "15 h 30 min" in page.replace("\N{NO-BREAK SPACE}", " ")  # the median of 1 h and 30 h
    assert re.search(r'class="risk"><a href="[^"]*show=late', page)


def test_each_number_opens_the_threads_behind_it(desk, asked):
    for number, name in (
        ("in-time", "quick"),
        ("over", "late"),
        ("none", "never"),
        ("late", "never"),
        ("1-h", "quick"),
    ):
        assert listed(behind(desk, f"?show={number}")) == [asked[name]]
    assert listed(behind(desk, "?show=all")) == sorted(asked.values(), reverse=True)


def test_every_link_of_a_number_leads_to_a_list_of_that_length(desk, asked):
    page = text_of(desk, "?by=anyone")
    links = re.findall(r'href="(/moderation/reports/threads[^"]*)">(\d+)</a>', page)
    assert len(links) >= 12
    for address, count in set(links):
        page = desk.cast.visit("ines").get(address.replace("&amp;", "&")).text
        assert len(listed(page)) == told(page) == int(count), address


def test_each_dot_leads_to_its_thread_and_late_ones_bear_another_mark(desk, asked):
    page = text_of(desk)
    for name, mark in (("quick", "<circle"), ("late", '<use class="dot dot-late"')):
        assert re.search(rf'<a href="/threads/{asked[name]}"[^>]*><title>Question {name}: [^<]*</title>{mark}', page)
    assert f'<a href="/threads/{asked["never"]}" tabindex' not in page
    assert "style=" not in page


def test_whose_answers_count_is_a_choice(desk, asked):
    theo_was_first = asked["never"]
    desk.answer("theo", theo_was_first)
    assert listed(behind(desk, "?show=none")) == [theo_was_first]
    assert listed(behind(desk, "?by=anyone&show=none")) == []


def test_who_resolved_is_told_against_the_goal(desk, asked):
    assert "No answer to these questions has been accepted yet" in text_of(desk)
    with desk.at_work():
        from forum.services import posts, threads

        theirs = posts.answer(asked["late"], desk.person("theo"), "Press twice.").id
        threads.accept(asked["late"], theirs, desk.person("mara"))
    page = text_of(desk)
    assert "Neighbours solved 100% of the 1 that are solved; the goal is 70%." in page
    assert listed(behind(desk, "?show=peer")) == listed(behind(desk, "?show=by-peers")) == [asked["late"]]


def test_a_hidden_question_counts_but_is_not_named(desk, asked):
    with desk.at_work():
        from forum.services import posts

        posts.hide(desk.question(asked["quick"]), desk.person("ines"), "off topic")
    page = behind(desk, "?show=in-time")
    assert "Question quick" not in page
    assert "Question quick" not in text_of(desk)
    assert "Question quick" not in text_of(desk, "/threads.csv")
    assert "A hidden question" in page
    assert listed(page) == [asked["quick"]]


def test_a_quiet_quarter_says_so_and_offers_all_time(desk):
    old = desk.ask("mara", "Years ago", at=datetime(2017, 11, 1, tzinfo=UTC))
    page = text_of(desk)
    assert "Nobody asked in these days" in page
    assert "?from=&amp;to=" in page
    assert listed(behind(desk, "?from=&to=&show=all")) == [old]


def test_an_empty_forum_says_what_fills_this_page(desk):
    for query in ("?from=&to=", "?from=&to=&channel=nowhere", "?brand=none"):
        assert 'class="empty"' in text_of(desk, query)


def test_the_days_are_those_of_the_viewer(desk):
    with desk.at_work():
        desk.person("ines").zone = "Pacific/Auckland"
    late_on_monday = desk.ask("mara", "In the evening", at=datetime(2026, 7, 6, 20, 0, tzinfo=UTC))
    assert listed(behind(desk, "?from=2026-07-07&to=2026-07-07&show=all")) == [late_on_monday]
    assert listed(behind(desk, "?from=2026-07-06&to=2026-07-06&show=all", name="omar")) == [late_on_monday]
    assert listed(behind(desk, "?from=2026-07-07&to=2026-07-07&show=all", name="omar")) == []


def test_nonsense_for_a_day_is_told_clearly(desk):
    ines = desk.cast.visit("ines")
    for words in ("2026-13-40", "tomorrow", "<script>x</script>", "%00%ff", "9" * 3_000, "9999-12-31"):
        for query in (f"from={words}", f"from=&to={words}", f"to={words}&from={words}"):
            answer = ines.get(f"{PAGE}?{query}")
            assert answer.status_code == 422
            assert "is not a day. Write it like 2026-11-22." in answer.text
            assert "<script>x" not in answer.text
            assert len(answer.text) < 10_000


def test_days_the_wrong_way_round_are_kept_in_the_form(desk):
    answer = desk.cast.visit("ines").get(f"{PAGE}?from=2026-11-02&to=2026-11-01&channel=site")
    assert answer.status_code == 422
    assert "The first day comes after the last" in answer.text
    assert 'value="2026-11-02"' in answer.text
    assert 'name="channel" value="site"' in answer.text


def test_nonsense_elsewhere_is_an_empty_report_and_never_an_error(desk, asked):
    for query in ("?show=nonsense", "?by=nonsense", "?channel=%00%ff", "?brand='--", "?show=all&show=none&by="):
        assert "<h1" in text_of(desk, query)
        assert "<h1" in behind(desk, query)
    for query in (
        "?older=x",
        "?older=9-",
        f"?older={'9' * 17}-{'9' * 17}",
        "?hour=168",
        "?hour=-1",
        "?hour=x",
        "?way=nonsense",
    ):
        for place in ("/threads", "/cases", "/replies"):
            assert "<h1" in text_of(desk, place + query)


def test_a_brand_is_a_word_only_where_there_are_several_and_links_keep_it(desk, asked):
    assert 'name="brand"' not in text_of(desk)
    with desk.at_work():
        from forum.services import brands

        brands.add("Lanternet Pro", "us")
    assert 'name="brand"' in text_of(desk)
    assert "Nobody asked" in text_of(desk, "?brand=us")
    assert "?brand=us&amp;from=&amp;to=" in text_of(desk, "?brand=us")


def test_a_long_list_goes_on_where_its_page_ended(desk):
    from sqlalchemy import insert

    from forum.models import Brand, Post, Thread

    count = MOST_LISTED + 7
    with desk.at_work() as session:
        brand_id = session.scalar(Brand.__table__.select().with_only_columns(Brand.id))
        about = {"brand_id": brand_id, "asker_id": desk.cast.mara, "channel": "site"}
        made = insert(Thread).returning(Thread.id)
        ids = list(session.scalars(made, [{"title": f"Question {n}", **about} for n in range(count)]))
        words = {"kind": "question", "body": "", "html": "", "author_id": desk.cast.mara}
        session.execute(insert(Post), [{"thread_id": key, **words} for key in ids])
    first = behind(desk, "?show=none")
    assert len(listed(first)) == MOST_LISTED
    assert told(first) == count
    below = re.search(r'href="/moderation/reports(/threads[^"]*older=[^"]*)"', first)[1].replace("&amp;", "&")
    second = text_of(desk, below)
    assert len(listed(second)) == 7
    assert set(listed(first) + listed(second)) == set(ids)
    assert "&amp;older=" not in second


def test_the_page_costs_at_most_eleven_statements(desk, asked):
    ines = desk.cast.visit("ines")
    ines.get(PAGE)
    with statements(desk.app) as seen:
        ines.get(f"{PAGE}?channel=site")
    assert len(seen) <= 11, "\n".join(seen)
