"""How many links a new account may post: counted in what a text becomes, so that no way of writing one is missed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from forum import markup, policy, settings
from forum.database import now
from forum.extensions import db
from forum.models import Post, User

_LINK = re.compile(r'<a [^>]*href="(?:https?:)?//', re.IGNORECASE)
_BEARS_LINK = '%href="http%'


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why links are not taken: too many in one post, or too many posts with links in a day, and how many may be."""

    is_in_one_post: bool
    most: int


def count(body: str) -> int:
    """How many links to the web a text has once it is rendered."""
    return len(_LINK.findall(markup.render(markup.clean(body))))


def refusal(author: User, body: str, before: str = "", at: datetime | None = None) -> Refusal | None:
    """Why this person may not post these links (yet); None when they may. `before` is what an edited post said."""
    at, given = at or now(), settings.current()
    if not policy.is_new(author, at, given.new_account_days, given.new_account_reputation):
        return None
    links = count(body)
    if links > max(given.links_per_post, count(before)):
        return Refusal(True, given.links_per_post)
    is_one_more = links > 0 and count(before) == 0
    if is_one_more and _lately(author, at) >= given.link_posts_per_day:
        return Refusal(False, given.link_posts_per_day)
    return None


def _lately(author: User, at: datetime) -> int:
    """Posts with links of the last day; the account is held, so that fifty who try at once are counted one by one."""
    db.session.execute(select(User.id).where(User.id == author.id).with_for_update())
    is_theirs = or_(Post.author_id == author.id, Post.behind_id == author.id)
    mine = (is_theirs, Post.created_at > at - timedelta(days=1), Post.html.like(_BEARS_LINK))
    return db.session.scalar(select(func.count()).select_from(Post).where(*mine)) or 0
