"""The import of real posts: seconds, duplicates the second time, and memory of web and worker after it."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.bars import Bar
from tests.conftest import SHARED

FILE = SHARED / "data" / "social" / "twcs_threads.jsonl.gz"
COMMAND = [sys.executable, "-c", "from wsgi import cli; cli()"]


def bars() -> Iterator[Bar]:
    """Import, drain, import again; then serve and weigh."""
    if not FILE.exists():
        return
    with tempfile.TemporaryDirectory(prefix="porch-bench-") as folder:
        environment = {**os.environ, "FRONTPORCH_DATA_DIR": folder}
        start = time.monotonic()
        first = run(environment, "import", str(FILE), "--json")
        drained = run(environment, "worker", "--drain", "--json")
        yield Bar("import of 2,372 real posts and worker --drain", time.monotonic() - start, 60, "s")
        yield Bar("  posts a second in the import alone", first["read"] / first["seconds"], 1000, "/s", is_floor=True)
        yield Bar("  failed or dead deliveries", drained["failed"] + drained["dead"], 0, "")
        again = run(environment, "import", str(FILE), "--json")
        yield Bar("second import: posts that are not duplicates", again["read"] - again["duplicates"], 0, "")
        yield Bar("web and worker together after it (PSS)", _weight(environment), 300, "MB")


def run(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    """One frontporch command and the document it prints."""
    done = subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _weight(environment: dict[str, str]) -> float:
    """Serve with a worker, visit pages, ask for suggestions by posting one more file; megabytes of both processes."""
    port = 8900 + os.getpid() % 90
    web = subprocess.Popen([*COMMAND, "serve", "--with-worker", "--port", str(port)], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            post = {"source": "twitter", "id": "9" * 12, "author": "bench", "created_at": "2026-11-20T00:00:00Z"}
            file.write(json.dumps(post | {"text": "My phone has no signal since the update, what can I do?"}) + "\n")
            file.flush()
            run(environment, "import", file.name, "--as-live", "--json")
        for path in ("/", "/threads/1", "/search?q=signal", "/tags", "/healthz"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20).read()
        time.sleep(4)
        return sum(pss(pid) for pid in family(web.pid)) / 1024
    finally:
        web.terminate()
        web.wait(timeout=20)


def wait_for(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer in {seconds} s")


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [each for child in children for each in family(int(child))]


def pss(pid: int) -> int:
    """Proportional memory of a process in kilobytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
