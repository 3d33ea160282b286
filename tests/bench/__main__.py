"""Print every bar: `make bench`; exits 1 when one is over; names after it choose."""

import sys
from importlib import import_module

PARTS = ("pages", "streams", "importing", "starting", "reports", "hearing")
SEARCH = ("similarity", "full_text")  # minutes: `make bench-search`


def main(chosen: list[str]) -> int:
    """Measure the chosen parts, or all."""
    over = 0
    for part in SEARCH if chosen == ["search"] else chosen or PARTS:
        print(f"-- {part}")
        for bar in import_module(f"tests.bench.{part}").bars():
            print(bar, flush=True)
            over += not bar.is_kept
    print(f"{over} over" if over else "all bars kept")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
