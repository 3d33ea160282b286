"""Where a post that comes in belongs: pure rules, which give the same threads whatever the order of arrival."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.channels.base import IncomingPost

Key = tuple[str, str]


@dataclass(slots=True, eq=False)
class Home:
    """A thread, as far as placing posts needs it; `id` is 0 until stored. `moved_to`: where a stub's posts went."""

    id: int
    kind: str
    asker_identity_id: int | None
    is_live: bool
    moved_to: "Home | None" = None

    @property
    def final(self) -> "Home":
        """The thread in which its posts are in the end."""
        home = self
        while home.moved_to:
            home = home.moved_to
        return home


@dataclass(slots=True, eq=False)
class Spot:
    """A post's place: its thread, its kind, and for a comment the question or answer that it stands under.

    An `echo` is no post: it stands under the question that it echoes, where replies to it go; `by_id` is its author.
    """

    home: Home
    kind: str
    post_id: int = 0
    under: "Spot | None" = None
    echo_id: int | None = None
    by_id: int | None = None

    @property
    def standing(self) -> "Spot":
        """The question or answer that comments on this post stand under: itself, or what it comments on or echoes."""
        spot = self
        while spot.kind in ("comment", "echo") and spot.under:
            spot = spot.under
        return spot


def below(parent: Spot, identity_id: int | None) -> Spot:
    """The place of a reply to `parent` by this author.

    A direct reply to a question, or an echo of it, by anyone but its author and the asker is an answer. A reply by
    these, a deeper one, and whatever is said below an announcement or a stub, is a comment on the answer it descends
    from, else on the opening post.
    """
    home = parent.home.final
    is_direct = parent.kind in ("question", "echo") and home.kind == "question"
    if is_direct and identity_id not in (home.asker_identity_id, parent.by_id or home.asker_identity_id):
        return Spot(home, "answer")
    return Spot(home, "comment", under=parent.standing)


def opening(post: IncomingPost, identity_id: int, is_brand: bool, is_live: bool) -> Spot:
    """The place of a post that nothing known stands above: it opens a question, an announcement, or a stub."""
    kind = "stub" if post.parent_id is not None else "announcement" if is_brand else "question"
    return Spot(Home(0, kind, identity_id, is_live), "question")


def ordered(posts: Mapping[Key, IncomingPost]) -> tuple[list[Key], set[Key]]:
    """The posts of a batch, parents before their children; and those at which circles of replies must be cut open."""
    found: dict[Key, None] = {}
    cuts: set[Key] = set()
    for start in posts:
        climbed: list[Key] = []
        climbing: Key | None = start
        while climbing and climbing in posts and climbing not in found and climbing not in climbed:
            climbed.append(climbing)
            climbing = posts[climbing].parent_key
        if climbing and climbing in climbed:
            circle = climbed[climbed.index(climbing) :]
            top = min(circle, key=lambda each: rank(posts[each]))
            cuts.add(top)
            climbed = climbed[: -len(circle)] + turned(circle, top)
        found.update(dict.fromkeys(reversed(climbed)))
    return list(found), cuts


def rank(post: IncomingPost) -> tuple[float, str]:
    """What decides who opens the thread where all reply to each other: the earliest, whatever came in first."""
    return post.created_at.timestamp(), post.external_id


def turned(circle: Sequence[Key], top: Key) -> list[Key]:
    """A circle of replies, each before its parent, turned so that `top` is the last."""
    cut = circle.index(top) + 1
    return [*circle[cut:], *circle[:cut]]
