"""The demo town's prepared words: two texts that staff begin replies with, and an answer that one of them keeps."""

from sqlalchemy import select

from forum.demo import Town
from forum.extensions import db
from forum.models import Acceptance, Post
from forum.services import bookmarks
from moderation.services import texts

SWAP = (
    "Hello {name},\n\nthank you for telling us, and please leave it unplugged. A new power supply leaves us today; you "
    "need not send the old one back first.\n\nWrite below if anything got warm, was scorched, or smells: then we call "
    "you.\n\n{me}, {brand}"
)
LOGS = (
    "Hello {name},\n\nto see why, we need the log of your device: **Settings → System → Save log**. Leave passwords "
    "out; we need none.\n\n{me}"
)


def build(town: Town) -> None:
    """Two texts, one of them changed since; and a bookmark of the answer that was accepted first."""
    priya, dagny = town.people["priya"], town.people["dagny"]
    swap = {"title": "Power supply: we swap it", "body": SWAP, "brand_id": None}
    first = {**swap, "body": SWAP.replace(" and please leave it unplugged", "")}
    text = texts.write(first, dagny, town.at("40d"))
    texts.change(text, swap, priya, town.at("12d"))
    text.uses = 3
    texts.write({"title": "Please send the log", "body": LOGS, "brand_id": None}, dagny, town.at("33d"))
    solved = select(Acceptance.post_id).join(Post, Post.id == Acceptance.post_id)
    solved = solved.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None)).order_by(Acceptance.post_id).limit(1)
    bookmarks.keep(db.session.execute(solved).scalar_one(), dagny, town.at("2d"))
