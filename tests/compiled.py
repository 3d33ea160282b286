"""Templates compiled once a test process: every test has an app of its own, and compiling takes longer than most tests."""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What Jinja made of each template, while its source is the same."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is held; Jinja compares the source's checksum."""
        if bucket.key in self.held:
            bucket.bytecode_from_string(self.held[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Hold it for the next app."""
        self.held[bucket.key] = bucket.bytecode_to_string()


def share() -> None:
    """Let all apps of this process share it."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
