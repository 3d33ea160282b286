"""Nothing vanishes: hiding needs a reason, leaves a stub, tells the author, is in the public log, and can be undone."""

from sqlalchemy import select

from forum.models import Notification, Post
from tests.moderation.conftest import THREAT

REASON = "An insult, not an answer"


def insult(desk, thread_id):
    return desk.answer("theo", thread_id, "You are too stupid for a router.")


def hide(desk, post_id, by="ines", reason=REASON):
    return desk.cast.visit(by).post(f"/posts/{post_id}/hiding", data={"reason": reason})


def test_a_hidden_post_leaves_a_stub_tells_its_author_and_is_in_the_log(desk, threat):
    post_id = insult(desk, threat)
    assert hide(desk, post_id).status_code == 303
    page = desk.cast.visit().get(f"/threads/{threat}").text
    assert "too stupid" not in page
    assert REASON in page
    assert REASON in desk.cast.visit().get("/log").text
    assert "too stupid" not in desk.cast.visit().get("/log").text
    with desk.at_work() as session:
        notice = session.scalars(select(Notification).where(Notification.kind == "post.hidden")).one()
    assert (notice.user_id, notice.reason) == (desk.cast.theo, REASON)
    assert desk.told(threat)[-1] == "hid"


def test_a_reason_that_everybody_reads_gives_nobody_away(desk, threat):
    hide(desk, insult(desk, threat), reason="He told his number, +49 30 901820, to all")
    log = desk.cast.visit().get("/log").text
    assert "He told his number" in log
    assert "901820" not in log


def test_nothing_is_hidden_without_a_reason(desk, threat):
    post_id = insult(desk, threat)
    answer = hide(desk, post_id, reason="   ")
    assert answer.status_code == 422
    assert "too stupid" in desk.cast.visit().get(f"/threads/{threat}").text


def test_the_reason_is_asked_for_beside_the_words(desk, threat):
    post_id = insult(desk, threat)
    page = desk.cast.visit("ines").get(f"/posts/{post_id}/hiding").text
    assert "too stupid" in page
    assert 'name="reason"' in page


def test_what_was_hidden_is_shown_again_with_a_reason_and_the_log_keeps_both(desk, threat):
    post_id = insult(desk, threat)
    hide(desk, post_id)
    ines = desk.cast.visit("ines")
    assert ines.delete(f"/posts/{post_id}/hiding", data={"reason": ""}).status_code == 422
    shown = ines.post(f"/posts/{post_id}/hiding?_method=DELETE", data={"reason": "It was a quotation"})
    assert shown.status_code == 303
    assert "too stupid" in desk.cast.visit().get(f"/threads/{threat}").text
    log = desk.cast.visit().get("/log").text
    assert REASON in log
    assert "It was a quotation" in log
    assert desk.told(threat)[-2:] == ["hid", "showed"]


def test_only_staff_may_hide(desk, threat):
    post_id = insult(desk, threat)
    assert hide(desk, post_id, by="mara").status_code == 403
    assert desk.cast.visit("mara").get(f"/posts/{post_id}/hiding").status_code == 403
    assert desk.cast.visit().get(f"/posts/{post_id}/hiding").status_code == 302
    assert desk.cast.visit("mara").delete(f"/posts/{post_id}/hiding", data={"reason": "x"}).status_code == 403


def test_what_is_gone_cannot_be_hidden(desk, threat):
    from forum.services import posts

    post_id = insult(desk, threat)
    with desk.at_work() as session:
        posts.remove(session.get_one(Post, post_id), desk.person("theo"))
    assert hide(desk, post_id).status_code == 404
    assert hide(desk, 4711).status_code == 404


def test_hiding_needs_no_case(desk):
    thread_id = desk.ask()
    assert hide(desk, insult(desk, thread_id)).status_code == 303
    assert desk.case(thread_id) is None


def test_the_acts_stand_below_the_post_for_staff_and_for_nobody_else(desk):
    thread_id = desk.ask(body=THREAT)
    post_id = insult(desk, thread_id)
    link = f'href="/posts/{post_id}/hiding"'
    assert link in desk.cast.visit("ines").get(f"/threads/{thread_id}").text
    for name in ("mara", "theo", None):
        assert link not in desk.cast.visit(name).get(f"/threads/{thread_id}").text


def test_a_word_with_an_anonymous_author_reaches_them_and_names_nobody(desk):
    from forum.services import threads

    with desk.at_work():
        asked = threads.ask(desk.person("nils"), "It hums", "You are all fools.", (), pseudonym="Quiet Heron")
    desk.cast.work()
    ines = desk.cast.visit("ines")
    page = ines.get(f"/posts/{asked.post_id}/hiding").text
    assert "Have a word with the author" in page
    told = ines.post(f"/posts/{asked.post_id}/warning", data={"reason": "Mind the tone"}, follow_redirects=True).text
    assert "The author is told" in told
    assert "Mind the tone" in desk.cast.visit("nils").get("/notices").text
    pages = (page, told, desk.cast.visit("sol").get("/log").text)
    assert not any("nils" in each for each in pages)
