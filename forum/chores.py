"""What the forum does every minute that takes many transactions: nobody waits long for any of them."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from forum.database import now
from forum.extensions import db
from forum.models import User
from forum.services import erasures, percolation, saved_searches

ROUNDS = 20  # of comparing saved searches, in one minute


def erase_due(clock: Callable[[], datetime] = now) -> None:
    """Erase the accounts whose days of grace are over. The last admin's wish waits until there is another."""
    while (wish := erasures.next_due(clock())) is not None:
        user, takes_words = db.session.get_one(User, wish.user_id), wish.takes_words
        try:
            erasures.refuse_last_admin(user)
        except erasures.LastAdminError:
            wish.due_at = clock() + erasures.GRACE
            db.session.commit()
            continue
        erase(user, takes_words, clock)


def erase(user: User, takes_words: bool, clock: Callable[[], datetime] = now) -> int:
    """Erase one account; gives how many posts were taken back. What was begun goes on at the next call."""
    count = 0
    erasures.refuse_last_admin(user)
    while takes_words and (taken := erasures.take_words_back(user, clock())):
        count += taken
        db.session.commit()
    erasures.erase(user, clock())
    db.session.commit()
    return count


def compare_once(clock: Callable[[], datetime] = now) -> bool:
    """One round of that. False when there was nothing to do."""
    was_behind = percolation.compare(clock())
    db.session.commit()
    return was_behind


def compare_searches(clock: Callable[[], datetime] = now) -> None:
    """Compare saved searches with all new posts, each round in a transaction of its own; and forget what is past.

    What is too much for a minute's share goes on while the worker has nothing else to do.
    """
    for _ in range(ROUNDS):
        if not compare_once(clock):
            break
    else:
        current_app.extensions["jobs"].go_on_with(compare_once)
    percolation.tell(clock())
    percolation.forget_passed(clock())
    saved_searches.forget_ended(clock())
