"""What sends people elsewhere, and what only mentions it; measured on real replies of brands."""

import gzip
import json
import random

import pytest

from forum.redirects import is_redirect, redirects, way_of

#: Ids of replies that, read by hand, ask people to go elsewhere; of 400 picked at random, used while the rules were made.
AWAY = set(
    """
1007672 101258 101284 104144 1057793 1068624 107205 1089734 109765 110890 110902 110954 1142802 116048 120684 123729 124840 126394 129248 129593
13581 136261 145291 146583 146811 15314 155355 165817 168751 168758 172541 187470 187581 199158 199361 208878 211213 219046 228266 228311 228529
244589 246536 247059 255810 260449 284960 287470 297783 299693 299753 301585 312179 316143 331704 331731 332815 344389 345491 346277 346982 357405
358946 360278 366177 369946 384026 388895 394554 396111 39688 399251 41679 42648 438393 45567 458475 466071 467322 469551 475210 48011 492372 50614
507426 515436 523936 554174 556350 55948 559974 569608 57503 58837 58852 596349 605289 606673 63164 641607 645086 64903 659582 659583 669983 704787
727008 765658 84258 86392 92768 958652
""".split()  # noqa: SIM905
)


@pytest.mark.parametrize(("words", "way"), [
    ("Please DM us your account number.", "message"), ("Send us a quick message, please.", "message"), ("Let us know via PM.", "message"),
    ("Give us a call on 555 0100.", "phone"), ("Please call our service team.", "phone"), ("Reach out to us by phone or chat.", "phone"),
    ("Please fill in this form: https://example.org/f", "form"), ("Contact us here: https://example.org/c", "form"),
    ("Could you get it reported at https://example.org/r?", "form"), ("Please visit our store in town.", "form"),
    ("Just e-mail us the invoice.", "mail"), ("You can call us, or DM us.", "message"),
])  # fmt: skip
def test_a_request_to_go_elsewhere_is_told_with_its_way(words, way):
    assert way_of(words) == way
    assert all(each.words.lower() in " ".join(words.lower().split()) for each in redirects(words))


@pytest.mark.parametrize("words", [
    "We have replied to your DM.", "We've just sent you a DM.", "Be there by 5 pm.", "No need to call us, it is on its way.",
    "Do not DM us your password.", "Check out the steps here: https://example.org/help", "We will call you tomorrow.",
    "Does this happen during calls on your phone?", "Press the button for ten seconds.", "What does the error message say?", "",
])  # fmt: skip
def test_what_only_mentions_it_is_none(words):
    assert way_of(words) == ""


def test_an_answer_that_says_more_is_not_only_a_redirect():
    assert is_redirect("Please DM us.")
    assert not is_redirect("Press the button for ten seconds until the light is white. " * 3 + "If not, please DM us.")


def test_an_answer_keeps_the_way_it_sends_people_and_an_edit_changes_it(edited):
    assert edited("Please DM us.") == ("message", "")


@pytest.fixture
def edited(app, cast):
    """Answer as Ines, then edit the answer to something helpful; the way before and after."""
    from forum.extensions import db
    from forum.models import User
    from forum.services import posts, threads

    def run(words):
        with app.app_context():
            mara, ines = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "ines"))
            asked = threads.ask(mara, "Where is the light?", "It is dark.")
            post = posts.answer(asked.thread_id, ines, words)
            before = post.sends_to
            posts.edit(post, ines, "Press the button on the left.")
            return before, post.sends_to

    return run


def measured(judged):
    """(precision, recall) of pairs (is, was judged)."""
    hits = sum(each == (True, True) for each in judged)
    return hits / sum(found for _, found in judged), hits / sum(is_so for is_so, _ in judged)


@pytest.mark.shared_data
def test_requests_for_a_message_or_a_call_are_those_that_people_labelled(shared):
    wanted = {
        "Request DM",
        "Request email address via DM",
        "Request username via DM",
        "Request to call by phone",
        "Request to reach out by chat",
    }
    lines = (shared / "data/social/twcs_labelled_topics.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row["direction"] == "outbound"]
    judged = [
        (bool(wanted & set(row["labels"])), any(each.way in ("message", "phone") for each in redirects(row["text"])))
        for row in rows
    ]
    precision, recall = measured(judged)
    assert len(rows) == 149
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.shared_data
def test_replies_read_by_hand_are_judged_alike(shared):
    with gzip.open(shared / "data/social/twcs_brand_replies.jsonl.gz", "rt", encoding="utf-8") as opened:
        rows = [json.loads(line) for line in opened]
    sample = random.Random(2).sample(rows, 400)
    precision, recall = measured([(row["id"] in AWAY, bool(way_of(row["text"]))) for row in sample])
    assert precision >= 0.95
    assert recall >= 0.95
