"""What an act costs: CPU of this thread only, for other threads of the test's process have work of their own."""

from collections.abc import Callable
from time import thread_time


def cost(act: Callable[[], object], bar: float) -> float:
    """CPU seconds of the act; the best of three when the first was above the bar, for a first time also imports."""
    costs: list[float] = []
    while not costs or (len(costs) < 3 and min(costs) >= bar):
        begun = thread_time()
        act()
        costs.append(thread_time() - begun)
    return min(costs)
