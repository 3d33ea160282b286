"""Tables as CSV that no spreadsheet takes for a formula, and that read back equal."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

#: What a spreadsheet may take for the beginning of a formula, or skip before one; also where it is marked already.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def neutral(cell: str) -> str:
    """The cell with a mark before it where it could be a formula (and where it has such a mark itself)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """What a cell said before it was made neutral."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as lines of CSV, one by one; None is empty, every cell is neutral."""
    page = io.StringIO()
    writer = csv.writer(page)
    for row in rows:
        writer.writerow(["" if cell is None else neutral(str(cell)) for cell in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
