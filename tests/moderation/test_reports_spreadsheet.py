"""Tables as files: hostile cells are no formulas and come back equal; a long table never lies in memory whole."""

import csv
import io
import json
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.reports.spreadsheet import lines, neutral, original

PAGE = "/moderation/reports"
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    "''-2",
    "＝1",
    "'",
    "'tis fine",
    "",
    " =1",
    'a"b,c\nd',
    "=cmd|' /C calc'!A0",
)
cells = st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(alphabet="'=+-@\t\r\n a,\""))


def read_back(text):
    return [[original(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4))
def test_every_cell_comes_back_equal_and_none_is_a_formula(rows):
    text = "".join(lines(rows))
    assert read_back(text) == rows
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)


@pytest.mark.shared_data
def test_the_payloads_that_are_known_are_harmless(shared):
    payloads = json.loads((shared / "payloads" / "csv_injection.json").read_text())
    payloads += json.loads((shared / "payloads" / "blns.json").read_text())
    payloads = [each.replace("\0", "\ufffd") for each in payloads if isinstance(each, str)]
    assert read_back("".join(lines([payload, 1] for payload in payloads))) == [[payload, "1"] for payload in payloads]
    assert not any(neutral(payload).startswith(("=", "+", "-", "@", "\t", "\r")) for payload in payloads)


def test_numbers_are_written_as_they_are_and_nothing_is_empty():
    assert "".join(lines([(1, None, 0.5, -3)])) == "1,,0.5,'-3\r\n"


@pytest.fixture
def threads(desk):
    """Questions whose titles are hostile, one of them answered."""
    keys = [desk.ask("mara", title=title or "Empty", body="It is dark.") for title in HOSTILE if title.strip()]
    desk.answer("ines", keys[0], "Please call us.")
    return keys


def sheet(desk, name, query="", who="ines"):
    answer = desk.cast.visit(who).get(f"{PAGE}/{name}.csv{query}")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def test_questions_are_a_file_with_their_own_titles(desk, threads):
    from forum.extensions import db
    from forum.models import Thread

    rows = sheet(desk, "threads")
    with desk.at_work():
        titles = {thread.id: thread.title for thread in db.session.query(Thread)}
    assert {int(row["thread"]): original(row["title"]) for row in rows} == titles
    (answered,) = sheet(desk, "threads", "?show=in-time")
    assert (int(answered["thread"]), answered["channel"]) == (threads[0], "site")
    assert answered["answered_by_us_at"] == answered["answered_at"]


def test_each_table_is_a_file_with_the_numbers_of_the_page(desk, threads):
    count = len(threads)
    assert sum(int(row["questions"]) for row in sheet(desk, "first-answers")) == count
    assert sum(int(row["questions"]) for row in sheet(desk, "weeks")) == count
    assert sum(int(row["questions"]) for row in sheet(desk, "hours")) == count
    assert sum(int(row["first_answers"]) for row in sheet(desk, "hours")) == 1
    assert [row["staff"] for row in sheet(desk, "resolution")] == ["0"]
    assert {row["high_risk"] for row in sheet(desk, "cases")} == {"0"}
    assert [(row["phone"], row["share"]) for row in sheet(desk, "elsewhere")] == [("1", "1.0")]


def test_every_picture_has_its_file_and_what_is_none_is_refused(desk, threads):
    page = desk.cast.visit("ines").get(PAGE).text
    names = set(re.findall(r'href="/moderation/reports/([a-z-]+)\.csv', page))
    assert names == {"first-answers", "weeks", "hours", "cases", "elsewhere"}  # nobody has resolved anything yet
    assert desk.cast.visit("ines").get(f"{PAGE}/nonsense.csv").status_code == 404
    assert desk.cast.visit("ines").get(f"{PAGE}/weeks.csv?from=nonsense").status_code == 422


def test_a_long_file_is_told_bit_by_bit():
    rows = ((number, "=words " * 20) for number in range(100_000))
    tracemalloc.start()
    size = sum(len(line) for line in lines(rows))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 10_000_000
    assert peak < 1_000_000
