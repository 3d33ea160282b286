"""The search engines of this process, opened on first use: full text by address, similarity beside it."""

from pathlib import Path
from typing import Any, cast

from flask import current_app

from forum.settings import Settings


def full_text() -> Any:
    """The full-text index (search.index.Index) that SEARCH_URL names."""
    return _opened("full_text", _open_full_text)


def similarity() -> Any:
    """The similar-questions index (search.similarity.Similarity) in DATA_DIR."""
    return _opened("similarity", _open_similarity)


def spelling() -> Any:
    """The words that people write here (search.spelling.Spelling), for did-you-mean."""
    return _opened("spelling", _open_spelling)


def _opened(name: str, open_engine: Any) -> Any:
    engines = current_app.extensions.setdefault("engines", {})
    if name not in engines:
        engines[name] = open_engine(cast(Settings, current_app.extensions["settings"]))
    return engines[name]


def _open_full_text(settings: Settings) -> Any:
    from search.index import open_index

    return open_index(full_text_url(settings))


def full_text_url(settings: Settings) -> str:
    """Where the full text lies; `postgresql:` alone is the database of the forum itself."""
    if settings.search_url == "postgresql:":
        return settings.database_url.replace("postgresql+psycopg:", "postgresql:")
    return settings.search_url


def _open_similarity(settings: Settings) -> Any:
    from search.similarity import Similarity

    return Similarity.open(similarity_folder(settings))


def _open_spelling(settings: Settings) -> Any:
    from search.spelling import Spelling

    return Spelling(settings.data_dir / "words.json")


def similarity_folder(settings: Settings) -> Path:
    """Where the similar-questions index lies."""
    return settings.data_dir / "similar"
