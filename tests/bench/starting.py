"""The first minutes of a new user: `make demo` from a fresh clone to the first page, and the second time."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bars import Bar

ROOT = Path(__file__).resolve().parents[2]


def bars() -> Iterator[Bar]:
    """Clone, `make demo`, stop, `make demo` again."""
    folder = Path(tempfile.mkdtemp(prefix="porch-clone-"))
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "porch")], check=True)
        yield Bar("make demo to the first page, fresh clone", _start(folder / "porch"), 90, "s")
        yield Bar("make demo to the first page, second time", _start(folder / "porch"), 5, "s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(clone: Path) -> float:
    port = 8800 + os.getpid() % 90
    start = time.monotonic()
    made = subprocess.Popen(
        ["make", "demo", f"ARGS=--port {port}"], cwd=clone, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        while time.monotonic() - start < 300:
            try:
                if urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).status == 200:
                    return time.monotonic() - start
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("make demo did not serve a page within 300 s")
    finally:
        os.killpg(made.pid, signal.SIGINT)
        made.wait(timeout=30)
