"""What is compiled once a test process: every test has an app of its own, and compiling takes longer than most tests."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 20_000


class Compiled(BytecodeCache):
    """What Jinja made of each template, while its source is the same."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is held of this very source."""
        checksum, code = self.held.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Hold it for the next app."""
        self.held[bucket.key] = (bucket.checksum, bucket.code)


def share() -> None:
    """Let all apps of this process share their templates, addresses and statements."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    _share_addresses()
    _share_statements()


def _share_addresses() -> None:
    """Make the function that builds a rule's addresses once: it knows nothing of the app, and is told the rule."""
    compile_builder: Any = Rule._compile_builder
    held: dict[Any, Any] = {}

    def compiled(rule: Any, append_unknown: bool = True) -> Any:
        converters = tuple((name, type(each)) for name, each in rule._converters.items())
        key = (rule.rule, tuple(rule._trace), converters, repr(rule.defaults), append_unknown)
        if key not in held:
            held[key] = compile_builder(rule, append_unknown)
        return held[key]

    Rule._compile_builder = compiled  # type: ignore[method-assign]


def _share_statements() -> None:
    """Keep one cache of statements for the engines of all apps on a kind of database.

    An engine keeps them by its dialect, an object of its own; the apps' dialects are all made alike, so the first of a
    kind stands for each of them.
    """
    make_engine: Any = SQLAlchemy._make_engine
    caches: dict[type, Any] = {}

    def made(self: Any, *given: Any) -> Engine:
        engine: Engine = make_engine(self, *given)
        kind = type(engine.dialect)
        if kind not in caches:
            caches[kind] = LRUCache(STATEMENTS)
            kind.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign, assignment]
            kind.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign, assignment]
        engine._compiled_cache = caches[kind]
        return engine

    SQLAlchemy._make_engine = made  # type: ignore[method-assign]
