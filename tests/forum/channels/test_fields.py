"""How the fields of one message are read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.channels.base import REASONS, IncomingPost, RefusedError, Rejection
from forum.channels.fields import identifier, incoming, instant, mended, message, text

MARA = {
    "source": "twitter",
    "id": "1",
    "author": "mara",
    "created_at": "2026-11-01T10:00:00Z",
    "text": "Why is the light orange?",
}


def refusal(**changed: Any) -> str:
    with pytest.raises(RefusedError) as error:
        incoming(MARA | changed, 1)
    assert error.value.reason in REASONS
    return error.value.reason


def test_a_whole_message_becomes_a_post():
    more = {
        "in_reply_to": 7,
        "author_is_brand": True,
        "url": "https://x.example/1",
        "mood": "cross",
        "title": " Orange ",
    }
    post = incoming(MARA | more, 4)
    assert post.key == ("twitter", "1")
    assert post.parent_key == ("twitter", "7")
    assert post.created_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert (post.line, post.is_brand, post.url, post.title) == (4, True, "https://x.example/1", "Orange")
    assert post.extra == {"mood": "cross"}


@pytest.mark.parametrize(
    "damaged", ["5.70306E+17", "5,70306E+17", 5.70306e17, 1.0, "123.0", "1E17", "-2.5e-3", True, [], {}]
)
def test_numbers_that_a_spreadsheet_damaged_are_no_ids(damaged):
    assert refusal(id=damaged) == "bad_id"
    assert refusal(in_reply_to=damaged) == "bad_parent"
    assert refusal(author=damaged) == "bad_author"


@pytest.mark.parametrize(
    "sound", ["t3_3hahrw", "at://did:plc:x/app.bsky.feed.post/3l", "1e5abc", "3e8", "<a.b@c>", "007", "a b"]
)
def test_ids_are_opaque_texts(sound):
    assert incoming(MARA | {"id": sound}, 1).external_id == sound


def test_whole_numbers_become_texts():
    assert identifier(10**30, "no_id", "bad_id") == "1" + "0" * 30


@pytest.mark.parametrize("name", ["id", "author", "created_at", "text"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_what_a_post_needs_may_not_be_missing(name, nothing):
    reasons = {"id": "no_id", "author": "no_author", "created_at": "no_date", "text": "no_text"}
    assert refusal(**{name: nothing}) == reasons[name]
    assert message({key: value for key, value in MARA.items() if key != name}, 1, "raw").reason == reasons[name]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("2017-10-31T22:10:47Z", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("2017-10-31t22:10:47.5z", datetime(2017, 10, 31, 22, 10, 47, 500_000, tzinfo=UTC)),
        ("2017-10-31 23:10:47+01:00", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("2017-10-31T22:10:47", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("2016-02-29", datetime(2016, 2, 29, tzinfo=UTC)),
        ("Tue Oct 31 22:10:47 +0000 2017", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_instants(words, read):
    assert instant(words) == read


@pytest.mark.parametrize(
    "words",
    [
        "42059.48",
        42059.48,
        1509487847,
        "1509487847",
        "yesterday",
        "2017-13-01",
        "2017-02-29",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1969-12-31T23:59:59Z",
        "2017-10-31T22:10:60Z",
        "20171031",
        [],
        " ",
    ],
)
def test_what_is_no_date_is_refused(words):
    assert refusal(created_at=words) == "bad_date"


def test_null_and_na_are_words_like_others():
    assert [text(words) for words in ("null", "NA", "None", "nan")] == ["null", "NA", "None", "nan"]


def test_nul_and_lone_surrogates_are_replaced():
    assert text("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert incoming(MARA | {"author": "ma\x00ra"}, 1).author.handle == "ma\ufffdra"


def test_only_mojibake_is_mended():
    assert mended("Itâ€™s the cafÃ©") == "It’s the café"
    for words in ("It’s the café", "Ça va ? Größe, naïve", "ルーターが光りません", "🙂 ¯\\_(ツ)_/¯"):
        assert mended(words) == words


def test_texts_have_an_end():
    assert refusal(text="x" * 40_001) == "text_too_long"
    assert len(text("x" * 40_000)) == 40_000
    assert refusal(text=" \x01 ") == "no_text"
    assert refusal(text=["Why?"]) == "bad_text"


@pytest.mark.parametrize(
    ("said", "meant"), [("true", True), ("FALSE", False), (1, True), ("0", False), (None, False), ("", False)]
)
def test_brand_marks_are_understood(said, meant):
    assert incoming(MARA | {"author_is_brand": said}, 1).is_brand is meant


@pytest.mark.parametrize("said", ["perhaps", 2, 1.0, []])
def test_other_brand_marks_are_refused(said):
    assert refusal(author_is_brand=said) == "bad_brand_mark"


def test_no_message_may_claim_to_be_written_here():
    assert refusal(source="site") == "bad_channel"
    assert refusal(source="../../etc") == "bad_channel"
    assert refusal(source=7) == "bad_channel"


def test_the_channel_that_the_importer_names_wins():
    assert incoming(MARA, 1, "mastodon").channel == "mastodon"
    assert incoming({**MARA, "source": None}, 1).channel == "file"
    assert incoming({**MARA, "source": "Twitter "}, 1).channel == "twitter"


def test_a_post_does_not_reply_to_itself():
    assert refusal(in_reply_to="1") == "own_parent"


@pytest.mark.parametrize("visibility", ["direct", "private", "followers", "unknown", ["public"]])
def test_what_was_not_public_stays_so_and_its_words_are_not_kept(visibility):
    found = message(MARA | {"visibility": visibility}, 3, "the raw words")
    assert found == Rejection(3, "not_public", "", "twitter", "1")


def test_public_posts_keep_what_they_said_of_it():
    assert incoming(MARA | {"visibility": "unlisted"}, 1).extra == {"visibility": "unlisted"}


def test_handles_lose_their_at_sign_and_people_keep_what_is_known_of_them():
    told = {"author": "@mara", "author_name": "Mara L", "followers": 12, "author_url": "javascript:alert(1)"}
    author = incoming(MARA | told, 1).author
    assert (author.handle, author.name, author.followers, author.url) == ("mara", "Mara L", 12, None)
    assert incoming(MARA | {"followers": -1}, 1).author.followers is None


_anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    changed=st.dictionaries(
        st.one_of(st.sampled_from([*MARA, "in_reply_to", "visibility"]), st.text(max_size=6)), _anything
    )
)
def test_any_message_is_a_post_or_has_a_reason(changed):
    found = message(MARA | changed, 1, "raw")
    assert isinstance(found, IncomingPost) or found.reason in REASONS
