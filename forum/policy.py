"""Who may do what, in one place: pure questions about a person and a thing."""

from datetime import datetime, timedelta
from typing import Any

from forum.roles import STAFF


def is_staff(person: Any) -> bool:
    """Whether this person works for the brand."""
    return bool(person and person.is_authenticated and person.role in STAFF)


def is_admin(person: Any) -> bool:
    """Whether this person runs the place."""
    return bool(person and person.is_authenticated and person.role == "admin")


def is_advocate(person: Any, threshold: int) -> bool:
    """Whether this customer has earned the name: by reputation, never by appointment."""
    return bool(person and person.role == "customer" and person.reputation >= threshold)


def may_see_thread(person: Any, thread: Any) -> bool:
    """Whether the thread exists for this person: taken back ones are for nobody but staff."""
    return thread.deleted_at is None or is_staff(person)


def may_read_post(person: Any, post: Any) -> bool:
    """Whether the words of this post are for this person: a hidden one only for its author and staff."""
    if post.deleted_at is not None:
        return False
    return post.hidden_at is None or is_author(person, post) or is_staff(person)


def is_author(person: Any, post: Any) -> bool:
    """Whether this person wrote the post, under their name or a pseudonym."""
    return bool(person and person.is_authenticated and person.id in (post.author_id, post.behind_id))


def is_asker(person: Any, thread: Any) -> bool:
    """Whether this person asked the question, under their name or a pseudonym."""
    return bool(person and person.is_authenticated and person.id in (thread.asker_id, thread.behind_id))


def may_post(person: Any) -> bool:
    """Whether this person may ask, answer and comment."""
    return bool(person and person.is_authenticated and person.is_active)


def may_reply(person: Any, thread: Any) -> bool:
    """Whether this person may answer and comment in this thread: in a locked one, or a duplicate, only staff."""
    is_closed = thread.locked_at is not None or thread.duplicate_of_id is not None
    return may_post(person) and (not is_closed or is_staff(person))


def is_new(person: Any, at: datetime, days: float, reputation: int) -> bool:
    """Whether this is a new account that has earned little: its links are counted. Staff are never new."""
    is_young = person.created_at > at - timedelta(days=days)
    return is_young and not is_staff(person) and person.reputation < reputation


def may_flag(person: Any, post: Any) -> bool:
    """Whether this person may report the post to the moderators: not their own, nor what is gone or hidden."""
    return may_post(person) and not is_author(person, post) and post.hidden_at is None and post.deleted_at is None


def may_suspend(person: Any, other: Any) -> bool:
    """Whether this person may keep another out: staff a customer. Staff accounts are the operator's to close."""
    return is_staff(person) and not is_staff(other)


def may_edit(person: Any, post: Any) -> bool:
    """Whether this person may change the post: its author while it stands; imported words are nobody's to change."""
    return is_author(person, post) and post.deleted_at is None and post.hidden_at is None


def may_delete(person: Any, post: Any) -> bool:
    """Whether this person may take the post back: its author only."""
    return is_author(person, post) and post.deleted_at is None


def may_vote(person: Any, post: Any) -> bool:
    """Whether this person may vote on the post: not their own, not a comment, not what cannot be read."""
    is_votable = post.kind in ("question", "answer") and post.hidden_at is None and post.deleted_at is None
    return may_post(person) and is_votable and not is_author(person, post)


def may_accept(person: Any, thread: Any) -> bool:
    """Whether this person may say what solved it: the asker; staff where the asker is on another network."""
    is_elsewhere = thread.asker_id is None and thread.behind_id is None
    return is_asker(person, thread) or (is_elsewhere and is_staff(person))


def may_say_asked_before(person: Any, thread: Any, threshold: int) -> bool:
    """Whether this person may close the question as duplicate, and undo it: its asker, staff, and who earned trust."""
    is_open = thread.kind == "question" and thread.hidden_at is None and thread.deleted_at is None
    is_close = is_staff(person) or is_asker(person, thread)
    return may_post(person) and is_open and (is_close or is_advocate(person, threshold))


def may_ask_people(person: Any, thread: Any) -> bool:
    """Whether this person may see who knows about an open question, and ask one of them: its asker, and staff."""
    is_open = thread.kind == "question" and not (thread.solved_at or thread.hidden_at or thread.deleted_at)
    is_open = is_open and thread.duplicate_of_id is None and thread.locked_at is None
    return is_open and may_post(person) and (is_asker(person, thread) or is_staff(person))


def may_save_searches(person: Any) -> bool:
    """Whether this person may save searches: whoever may take part."""
    return may_post(person)


def may_keep_search(person: Any, search: Any) -> bool:
    """Whether this saved search is this person's: for others it is not there."""
    return bool(person and person.is_authenticated and search.user_id == person.id)


def may_decline(person: Any, request: Any) -> bool:
    """Whether this person may decline to answer: whoever was asked."""
    return bool(person and person.is_authenticated and request.user_id == person.id)


def may_follow(person: Any, thread: Any) -> bool:
    """Whether this person may follow the thread: whoever can read its title."""
    return may_post(person) and may_see_title(person, thread)


def may_see_title(person: Any, thread: Any) -> bool:
    """Whether the thread's title is for this person: a hidden one only for its asker and staff."""
    is_own = is_asker(person, thread)
    return may_see_thread(person, thread) and (thread.hidden_at is None or is_own or is_staff(person))


def may_join(person: Any, thread: Any) -> bool:
    """Whether this person may say "me too": of a question that everyone can read, and not of their own."""
    is_open = thread.kind == "question" and thread.hidden_at is None and thread.deleted_at is None
    return may_post(person) and is_open and not is_asker(person, thread)


def may_announce(person: Any) -> bool:
    """Whether this person may announce, pin, and say what is known and what is mended."""
    return is_staff(person)


def may_tell(person: Any) -> bool:
    """Whether this person may answer on a network for the brand, and say that it was done."""
    return is_staff(person)


def may_part(person: Any) -> bool:
    """Whether this person may say that what was taken for the same question is another."""
    return is_staff(person)


def may_propose_telling(person: Any, threshold: int) -> bool:
    """Whether this person may propose words to answer with on a network: advocates."""
    return may_post(person) and is_advocate(person, threshold)


def may_hide(person: Any) -> bool:
    """Whether this person may hide posts and show them again."""
    return is_staff(person)


def may_edit_reasons(person: Any) -> bool:
    """Whether this person may word the reasons that others choose from."""
    return is_admin(person)


def may_edit_tags(person: Any) -> bool:
    """Whether this person may describe tags."""
    return is_staff(person)
