"""What SQLite and PostgreSQL say differently: instants as numbers, and where a text stands in another."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import NullType


class Micros(GenericFunction[Any]):
    """SQL: an instant as microseconds since 1970; on SQLite its words, which numpy reads ten times sooner."""

    type = NullType()
    inherit_cache = True


@compiles(Micros, "sqlite")
def _words(element: Any, compiler: Any, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Micros)
def _micros(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"


class FoundAt(GenericFunction[int]):
    """SQL: where the second text stands in the first, from 1; 0 where it does not."""

    type = Integer()
    inherit_cache = True


@compiles(FoundAt, "sqlite")
def _instr(element: Any, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(FoundAt)
def _strpos(element: Any, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"
