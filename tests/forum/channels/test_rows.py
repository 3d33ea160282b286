"""Joining lines into rows agrees with how CSV is read."""

import csv

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.channels.lines import Line
from forum.channels.rows import is_left_open, rows

cell = st.text(st.sampled_from('ab",\n '), max_size=8)


@settings(deadline=None)
@given(table=st.lists(st.lists(cell, min_size=1, max_size=4), max_size=5))
def test_what_is_written_as_csv_is_joined_into_the_same_rows(table):
    table = [row for row in table if any(part.strip() for part in row)]
    written = "\n".join(",".join('"' + part.replace('"', '""') + '"' for part in row) for row in table)
    lines = [Line(number, part.encode()) for number, part in enumerate(written.split("\n"), 1)]
    found = [next(csv.reader([record.raw])) for record in rows(lines, ",")]
    assert found == table


def test_a_quote_opens_only_at_the_beginning_of_a_cell():
    assert not is_left_open('a 5" screen, "quoted"', ",")
    assert is_left_open('a,"b', ",")
    assert not is_left_open('b",c', ",", is_open=True)
    assert is_left_open('b "" c', ",", is_open=True)
    assert is_left_open('b";"c', ";", is_open=True)
