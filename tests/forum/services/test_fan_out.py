"""People named in posts: who is told, once, and only of what they may read."""

from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.models import Mention, Notification, Post
from forum.services import deliveries, posts, threads


def told(person: Any) -> list[str]:
    deliveries.deliver_due()
    mine = select(Notification.kind).where(Notification.user_id == person.id).order_by(Notification.id)
    return list(db.session.scalars(mine))


def asked(people: Any, body: str) -> Post:
    made = threads.ask(people["mara"], "Orange light", body)
    db.session.commit()
    return db.session.get_one(Post, made.post_id)


def test_who_is_named_is_told_and_the_words_link_to_their_page(people: Any):
    question = asked(people, "Does @Theo know? mail@nils.example does not, nor `@omar`.")
    assert 'href="/people/Theo"' in question.html
    assert told(people["theo"]) == ["post.mentioned"]
    assert told(people["nils"]) == told(people["omar"]) == []


def test_an_edit_tells_only_those_it_adds(people: Any):
    question = asked(people, "Does @theo know?")
    deliveries.deliver_due()
    posts.edit(question, people["mara"], "Does @theo know, or @nils?")
    db.session.commit()
    assert told(people["theo"]) == ["post.mentioned"]
    assert told(people["nils"]) == ["post.mentioned"]
    posts.edit(question, people["mara"], "Nobody? Then @theo again.")
    db.session.commit()
    assert told(people["theo"]) == ["post.mentioned"]
    assert len(list(db.session.scalars(select(Mention)))) == 2


def test_editing_again_and_again_does_not_tell_the_whole_town(people: Any):
    from forum.mentions import MOST
    from forum.models import User

    names = [f"neighbour{number}" for number in range(2 * MOST)]
    db.session.add_all([User(name=name, email=f"{name}@example.org", password_hash="!") for name in names])
    question = asked(people, " ".join(f"@{name}" for name in names[:MOST]))
    deliveries.deliver_due()
    posts.edit(question, people["mara"], " ".join(f"@{name}" for name in names[MOST:]))
    db.session.commit()
    deliveries.deliver_due()
    assert len(list(db.session.scalars(select(Mention)))) == MOST


def test_nobody_is_told_by_naming_themselves_and_a_follower_hears_of_it_as_a_mention(people: Any):
    question = asked(people, "I am @mara.")
    posts.answer(question.thread_id, people["theo"], "Hello.")
    posts.comment(question, people["nils"], "Ask @theo and @mara.")
    db.session.commit()
    assert told(people["theo"]) == ["post.mentioned"]
    assert told(people["mara"]) == ["post.answered", "post.commented"]


def test_what_was_hidden_tells_nobody_until_it_is_shown_again(people: Any):
    question = asked(people, "Does @theo know?")
    posts.hide(question, people["ines"], "off topic")
    db.session.commit()
    assert told(people["theo"]) == []
    posts.show(question, people["ines"], "it is on topic")
    db.session.commit()
    assert told(people["theo"]) == ["post.mentioned"]
