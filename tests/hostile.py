"""Hostile input for tests: our own small set always, the shared collections where they are there."""

import json
from pathlib import Path

from tests.conftest import SHARED

OWN = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "[click](javascript:document.title='ran')",
    "![x](https://evil.example/x.png)",
    '"><svg onload=document.title="ran">',
    "{{7*7}} {% raw %} ${7*7}",
    "' OR 1=1; DROP TABLE thread; --",
    "\x00\ud800\u202e" + "A" * 300,
    "<a href='data:text/html,<script>1</script>'>x</a>",
)


def payloads(limit: int | None = None) -> list[str]:
    """Inputs that ran code or broke programs elsewhere."""
    found = list(OWN)
    folder = SHARED / "payloads"
    if folder.is_dir():
        found += [row["payload"] for row in _read(folder / "xss.json")]
        found += [str(row) for row in _read(folder / "blns.json")]
        found += [row["markdown"] for row in _read(folder / "commonmark_examples.json")]
        found += [str(row) for row in _read(folder / "csv_injection.json")]
        found += (folder / "crlf-patt.txt").read_text(errors="replace").splitlines()
        found += (folder / "open-redirect-patt.txt").read_text(errors="replace").splitlines()
    return found[:limit]


def _read(path: Path) -> list:
    return json.loads(path.read_text(encoding="utf-8"))
