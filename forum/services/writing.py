"""How words get into the database: cleaned, masked, rendered, and the unmasked original sealed. One path for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import insert, select

from forum import markup, redaction, settings
from forum.database import IN_ONE_STATEMENT, never_again
from forum.extensions import db
from forum.models import JoinedThread, Post, SealedOriginal, User
from forum.redirects import way_of

LONGEST_TITLE = 180
LONGEST_BODY = 20_000
MARGIN = 500  # more than whatever is masked is long


@dataclass(slots=True)
class Draft:
    """A post on its way in. `is_markdown` is false for words from other networks, which are plain text.

    `behind_id` is the account behind a pseudonym (services/pseudonyms). `ready` is what `written` makes of the body,
    where the caller had to know it before the transaction began.
    """

    body: str
    at: datetime
    kind: str = "question"
    title: str = ""
    author_id: int | None = None
    identity_id: int | None = None
    behind_id: int | None = None
    thread_id: int = 0
    parent_id: int | None = None
    is_brand: bool = False
    is_markdown: bool = True
    is_live: bool = True
    brand_id: int = 0
    channel: str = "site"
    tags: tuple[str, ...] = ()
    thread_kind: str = "question"
    ready: "Written | None" = None


@dataclass(frozen=True, slots=True)
class Written:
    """A text ready to be stored: masked source, its HTML, and the original when something was masked."""

    body: str
    html: str
    original: str | None


def written(text: str, is_markdown: bool = True, is_brand: bool = False) -> Written:
    """Clean, mask and render a text."""
    clean = markup.clean(text)
    masked = _masked(clean, is_brand)
    html = _rendered(masked.text) if is_markdown else markup.render_plain(masked.text)
    return Written(masked.text, html, clean if masked.findings else None)


def _masked(clean: str, is_brand: bool) -> redaction.Masked:
    """Cleaned words, by this site's rules of what is personal."""
    return redaction.mask(clean, regions=settings.current().phone_regions, is_brand=is_brand)


def _rendered(text: str) -> str:
    """The HTML of words written here; who is named in them is looked up only where there is an @."""
    return markup.render(text, accounts_named(markup.mentioned(text)))


def accounts_named(names: Sequence[str]) -> dict[str, int]:
    """Ids of the accounts that have one of these folded names, by name."""
    if not names:
        return {}
    rows = db.session.execute(select(User.name_key, User.id).where(User.name_key.in_(names)))
    return {row.name_key: row.id for row in rows}


def masked_line(text: str, is_brand: bool = False) -> str:
    """A title or other single line: cleaned, masked, on one line."""
    clean = " ".join(markup.clean(text).split())
    return _masked(clean, is_brand).text


def masked_body(text: str, is_brand: bool = False) -> str:
    """A text as its source is kept, without rendering it."""
    return _masked(markup.clean(text), is_brand).text


def masked_start(text: str, most: int, is_brand: bool = False) -> str:
    """The first characters of a text, masked; only so many and a margin are looked through, however long it is.

    What would be masked may stand across the end, so that the margin goes once it was looked through.
    """
    masked = _masked(markup.clean(text[: most + MARGIN]), is_brand).text
    return masked[: most if len(text) <= most + MARGIN else min(most, len(masked) - MARGIN)]


def masked_title(text: str, is_brand: bool = False) -> str:
    """A thread's title as it is kept: one masked line, no longer than any title may be."""
    return masked_line(text, is_brand)[:LONGEST_TITLE]


def insert_posts(drafts: Sequence[Draft]) -> list[int]:
    """Store posts (their threads exist) in two statements at most; gives their ids in order."""
    texts = [draft.ready or written(draft.body, draft.is_markdown, draft.is_brand) for draft in drafts]
    rows = [_row(draft, text) for draft, text in zip(drafts, texts, strict=True)]
    if not rows:
        return []
    made = insert(Post).returning(Post.id, sort_by_parameter_order=True).execution_options(**IN_ONE_STATEMENT)
    ids = list(db.session.scalars(made, never_again(db.session, rows, Post.id, JoinedThread.question_id)))
    seal([(post_id, text.original) for post_id, text in zip(ids, texts, strict=True) if text.original is not None])
    return ids


def _row(draft: Draft, text: Written) -> dict[str, Any]:
    return {
        "thread_id": draft.thread_id,
        "kind": draft.kind,
        "parent_id": draft.parent_id,
        "author_id": draft.author_id,
        "identity_id": draft.identity_id,
        "behind_id": draft.behind_id,
        "is_brand": draft.is_brand,
        "body": text.body,
        "html": text.html,
        "renderer": markup.RENDERER_VERSION if draft.is_markdown else 0,
        "score": 0,
        "sends_to": way_of(text.body),
        "created_at": draft.at,
    }


def seal(originals: Sequence[tuple[int, str]]) -> None:
    """Keep unmasked originals encrypted: (post id, text) each."""
    if originals:
        lock = MultiFernet([Fernet(key) for key in settings.current().seal_keys])
        rows = [{"post_id": post_id, "sealed": lock.encrypt(text.encode())} for post_id, text in originals]
        db.session.execute(insert(SealedOriginal), rows)
