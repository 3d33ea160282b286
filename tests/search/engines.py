"""What tests of engines are told with: how to open one, again and again."""

from collections.abc import Callable

from search.index import Index, open_index

Opener = Callable[[], Index]


def emptied(address: str) -> str:
    """The address of a server without any full text, as the engine takes it."""
    address = address.replace("postgresql+psycopg:", "postgresql:")
    open_index(address).set_aside()
    return address
