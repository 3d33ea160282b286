"""Mail about notices: who gets it, what it says and never says, that it comes once, and how one click ends it."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.database import now
from forum.extensions import db
from forum.models import Notification, OutgoingMail, User
from forum.services import deliveries, mailing, notice_mail
from tests.forum.talk import TITLE, answer, ask, comment, hide, question_of
from tests.forum.test_mail import Postbox, mail_server


class Post:
    """The mail that has come to people, as they read it."""

    def __init__(self, cast: Any, box: Postbox, address: str) -> None:
        self.cast, self.box, self.address = cast, box, address

    def of(self, name: str) -> list[EmailMessage]:
        """The letters to a person, once the worker has done its part."""
        assert not self.cast.work().failed
        letters = [message_from_bytes(each, policy=default) for each in self.box.letters]
        return [each for each in letters if each["To"] == f"{name}@example.org"]

    def subjects(self, name: str) -> list[str]:
        return [str(each["Subject"]) for each in self.of(name)]


@pytest.fixture
def post(cast: Any) -> Any:
    """A mail server that the worker sends to."""
    box = Postbox()
    with mail_server(box) as port:
        given = {"mail_url": f"smtp://127.0.0.1:{port}", "base_url": "https://porch.example"}
        cast.app.extensions["settings"] = cast.app.extensions["settings"].model_copy(update=given)
        yield Post(cast, box, given["mail_url"])


def accept(cast: Any, post_id: int) -> None:
    assert cast.visit("mara").post(f"/posts/{post_id}/acceptance").status_code == 303


def test_everyone_hears_what_concerns_them(cast: Any, post: Post):
    thread_id = ask(cast)
    cast.visit("omar").post(f"/threads/{thread_id}/following")
    first = answer(cast, thread_id, body="Pull the plug, @nils knows it too.")
    answer(cast, thread_id, "ines", "From 4.3 on it does that by itself.")
    accept(cast, first)
    assert sorted(post.subjects("mara")) == [f"Frontporch answered: {TITLE}", f"theo answered: {TITLE}"]
    assert sorted(post.subjects("theo")) == [f"Your answer solved: {TITLE}", f"ines wrote in: {TITLE}"]
    assert post.subjects("nils") == [f"theo named you in: {TITLE}"]
    assert post.subjects("omar") == [f"theo wrote in: {TITLE}"]  # the second would be a storm: the first is unread
    assert post.subjects("ines") == []


def test_a_letter_says_who_where_and_the_first_words_and_links_to_this_site(cast: Any, post: Post):
    post_id = answer(cast, ask(cast), body="Pull the **plug**, my number is +1 202 555 0143.\n\nThen wait.")
    (letter,) = post.of("mara")
    text = letter.get_content()
    assert "theo answered your question:" in text
    assert TITLE in text
    assert "> Pull the plug, my number is [phone number hidden]" in " ".join(text.split())
    assert f"https://porch.example/posts/{post_id}" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://porch\.example/unsubscribe/[\w.-]+>", str(letter["List-Unsubscribe"]))
    assert "555" not in letter.as_string()


def test_while_a_notice_is_unread_no_second_mail_of_its_kind_comes_about_its_thread(cast: Any, post: Post):
    thread_id = ask(cast)
    for words in ("Pull the plug.", "And wait.", "Two minutes."):
        answer(cast, thread_id, body=words)
    assert len(post.of("mara")) == 1
    cast.visit("mara").post(f"/threads/{thread_id}/notices/reading")
    answer(cast, thread_id, body="Did it help?")
    assert len(post.of("mara")) == 2
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Notification.user_id == cast.mara)) == 4


def test_what_was_hidden_or_taken_back_before_the_mail_goes_is_not_sent(cast: Any, post: Post):
    set_server(cast, "")
    thread_id = ask(cast)
    first = answer(cast, thread_id, body="qxhidden words")
    second = answer(cast, thread_id, "nils", "qxdeleted words")
    comment(cast, first, "omar", "a remark")
    cast.work()
    hide(cast, first)
    cast.visit("nils").post(f"/posts/{second}?_method=DELETE")
    with cast.app.app_context():
        db.session.execute(update(Notification).values(by_mail=True))
        db.session.commit()
    set_server(cast, post.address)
    assert post.subjects("mara") == [f"omar wrote in: {TITLE}"]
    assert not any(b"qx" in each for each in post.box.letters)
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(OutgoingMail.dropped_at.is_not(None))) >= 1
        assert mailing.backlog()["dead"] == 0


def set_server(cast: Any, address: str) -> None:
    cast.app.extensions["settings"] = cast.app.extensions["settings"].model_copy(update={"mail_url": address})


def test_a_question_that_was_hidden_is_told_to_its_asker_alone(cast: Any, post: Post):
    thread_id = ask(cast)
    cast.visit("nils").post(f"/threads/{thread_id}/following")
    set_server(cast, "")
    answer(cast, thread_id)
    hide(cast, question_of(cast, thread_id), "an address in it")
    set_server(cast, post.address)
    assert post.subjects("nils") == []
    assert f"A moderator hid your post in: {TITLE}" in post.subjects("mara")
    (letter,) = [each for each in post.of("mara") if "hid" in each["Subject"]]
    assert "> an address in it" in letter.get_content()


def test_suspended_people_get_no_mail(cast: Any, post: Post):
    thread_id = ask(cast)
    answer(cast, thread_id)
    with cast.app.app_context():
        db.session.execute(update(User).where(User.id == cast.mara).values(suspended_at=now()))
        db.session.commit()
    assert post.of("mara") == []


def test_nothing_is_mailed_twice_however_often_the_worker_comes(cast: Any, post: Post):
    answer(cast, ask(cast))
    assert len(post.of("mara")) == 1
    with cast.app.app_context():
        db.session.execute(update(deliveries.Delivery).values(done_at=None, next_at=now()))
        db.session.commit()
        notice_mail.queue_due()
        mailing.send_due()
    assert len(post.of("mara")) == 1


def test_when_the_server_is_away_it_is_tried_again(cast: Any, post: Post):
    set_server(cast, "smtp://127.0.0.1:1")
    answer(cast, ask(cast))
    assert post.of("mara") == []
    set_server(cast, post.address)
    with cast.app.app_context():
        mailing.send_due(lambda: now() + deliveries.LEASE)
    assert len(post.of("mara")) == 1


def test_one_click_in_the_mail_ends_its_kind_without_a_log_in_and_looking_ends_nothing(cast: Any, post: Post):
    cast.app.config["WTF_CSRF_ENABLED"] = False
    answer(cast, ask(cast))
    address = str(post.of("mara")[0]["List-Unsubscribe"]).strip("<>").removeprefix("https://porch.example")
    cast.app.config["WTF_CSRF_ENABLED"] = True  # as it is shipped: a mail program has no token
    stranger = cast.visit()
    looked = stranger.get(address)
    assert looked.status_code == 200
    assert "Somebody answers my question" in looked.text
    assert "mara" not in looked.text
    cast.app.config["WTF_CSRF_ENABLED"] = False
    answer(cast, ask(cast, title="The green lamp hums"))
    assert len(post.of("mara")) == 2
    cast.app.config["WTF_CSRF_ENABLED"] = True
    done = stranger.post(address, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert "Done" in done.text
    cast.app.config["WTF_CSRF_ENABLED"] = False
    thread_id = ask(cast, title="The blue lamp hums")
    answer(cast, thread_id)
    assert len(post.of("mara")) == 2
    answer(cast, thread_id, "ines")  # another kind
    assert len(post.of("mara")) == 3
    assert "theo answered" in cast.visit("mara").get("/notices").text


@pytest.mark.parametrize("change", ["letter", "address"])
def test_a_forged_word_and_one_of_an_old_address_end_nothing(cast: Any, post: Post, change: str):
    answer(cast, ask(cast))
    address = str(post.of("mara")[0]["List-Unsubscribe"]).strip("<>").removeprefix("https://porch.example")
    if change == "letter":
        address = address[:-1] + ("A" if address[-1] != "A" else "B")
    else:
        with cast.app.app_context():
            moved = {"email": "mara@elsewhere.example", "email_key": "mara@elsewhere.example"}
            db.session.execute(update(User).where(User.id == cast.mara).values(**moved))
            db.session.commit()
    assert cast.visit().get(address).status_code == 410
    assert cast.visit().post(address).status_code == 410


def test_the_page_of_choices_keeps_what_is_ticked(cast: Any, post: Post):
    mara = cast.visit("mara")
    assert 'name="post.answered" value="mail" checked' in mara.get("/settings/notices").text
    chosen = {"post.answered": ["notice"], "staff.answered": ["mail"]}
    assert mara.post("/settings/notices", data=chosen).status_code == 303
    shown = mara.get("/settings/notices").text
    assert set(re.findall(r'name="([\w.]+)" value="(\w+)" checked', shown)) == {
        ("post.answered", "notice"),
        ("staff.answered", "mail"),
    }
    thread_id = ask(cast)
    comment(cast, answer(cast, thread_id))
    answer(cast, thread_id, "ines")
    assert post.subjects("mara") == [f"Frontporch answered: {TITLE}"]
    notices = mara.get("/notices").text
    assert "theo answered" in notices
    assert "ines" not in notices
    assert 'class="notice-count">1<' in notices


def test_admins_see_what_waits_and_never_the_words_of_what_was_sent(cast: Any, post: Post):
    set_server(cast, "")
    answer(cast, ask(cast), body="Pull the purple plug.")
    cast.work()
    assert "Pull the purple plug." in cast.visit("sol").get("/admin/mail").text
    set_server(cast, post.address)
    with cast.app.app_context():
        mailing.send_due()
    assert len(post.of("mara")) == 1
    page = cast.visit("sol").get("/admin/mail").text
    assert "theo answered: Orange light" in page
    assert "purple plug" not in page


def test_password_mail_does_not_wait_behind_a_thousand_notices(cast: Any, post: Post, monkeypatch: Any):
    monkeypatch.setattr(mailing, "BATCH", 2)
    monkeypatch.setattr(mailing, "MOST_NOTICES", 4)
    set_server(cast, "")
    for number in range(6):
        answer(cast, ask(cast, title=f"The lamp hums, case {number}"))
    cast.work()
    with cast.app.app_context():
        mailing.queue_mail("nils@example.org", "A new password", "link")
        db.session.commit()
        set_server(cast, post.address)
        mailing.send_due()
    first = message_from_bytes(post.box.letters[0], policy=default)
    assert first["Subject"] == "A new password"
    assert len(post.box.letters) == 6  # the rest comes when the worker has seen to what else there is
    assert len(post.of("mara")) == 6
