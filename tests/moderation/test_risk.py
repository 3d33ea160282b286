"""What could do harm is seen with its reasons and words; jest, denial and everyday trouble are left to peers."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.risk import HIGH, RAISED, Reason, assess, route
from tests.spending import cost

HARM = {
    "legal threat": [
        "I'll call my lawyer",
        "i am going to sue you",
        "Don't make me call my lawyer",
        "I am filing a complaint with the FCC",
        "see you in court",
    ],
    "safety and injury": [
        "the charger caught fire",
        "my son was burned by it",
        "My router is on fire and smoke is coming out",
        "I got an electric shock from the plug",
        "my son was badly injured",
        "cant call 911 since the outage",
        "honestly I want to kill myself",
    ],
    "press": [
        "I will talk to a journalist about this",
        "I'm a reporter with the Evening Post",
        "taking this to the press",
    ],
    "fraud": ["my account has been hacked", "there are unauthorized charges", "someone else's bill is in my account"],
}

HARMLESS = [
    "How do I reset the Lantern Pro?",
    "fire up the router and wait",
    "this app is killing me",
    "burning question: which channel?",
    "thanks to Sue, it works now",
    "Will Sue be there?",
    "we are not going to sue you",
    "we won’t sue",
    "it is not a fire hazard",
    "no smoke came out of it",
    "my account was never hacked",
    "would it kill you to answer?",
    "can it cast to my Amazon Fire TV stick",
    "press the button on the back for news",
    "@SueTheLawyer look at https://x.example/sue-you/lawsuit",
]


def names(verdict):
    return tuple(reason.name for reason in verdict.reasons)


def test_a_lawyer_before_twenty_thousand_readers_is_four_fifths():
    verdict = assess("I'll call my lawyer", reach=20_000)
    assert (verdict.score, names(verdict)) == (0.8, ("legal threat", "large reach"))
    assert verdict.reasons[0] == Reason("legal threat", ("call my lawyer",))


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in HARM.items() for text in texts])
def test_what_could_do_harm_goes_to_staff_at_once(name, text):
    verdict = assess(text)
    assert verdict.score >= HIGH
    assert name in names(verdict)
    assert route(verdict) == "staff_now"


@pytest.mark.parametrize("text", HARMLESS)
def test_jest_denial_and_everyday_words_stay_with_peers(text):
    verdict = assess(text)
    assert verdict.score == 0
    assert route(verdict) == "peers"


def test_anger_alone_is_never_high_but_with_readers_it_is():
    text = "WTF 😡 this is disgusting, you idiots, I HATE THIS STUPID ROUTER NOW"
    assert RAISED <= assess(text).score < HIGH
    assert route(assess(text)) == "staff"
    assert assess(text, reach=20_000).score >= HIGH


def test_a_quiet_question_that_spreads_fast_from_a_large_account_is_high():
    verdict = assess("Lanternet is down?", reach=150_000, replies_per_hour=30)
    assert names(verdict) == ("large reach", "speed of replies")
    assert verdict.score >= HIGH
    assert verdict.reasons[0].words == ("150,000",)


def test_asking_again_and_again_raises_the_risk():
    once, often = assess("still down", earlier_contacts=1), assess("still down", earlier_contacts=5)
    assert names(often) == ("repeated contact",)
    assert once.score < often.score < HIGH


def test_reasons_come_heaviest_first_with_the_words_that_caused_them():
    verdict = assess("Third time I write. The plug was sparking and got hot, I am furious")
    assert verdict.reasons == (
        Reason("safety and injury", ("sparking",)),
        Reason("anger", ("furious",)),
        Reason("repeated contact", ("third time",)),
    )


def test_curly_and_missing_apostrophes_read_the_same():
    assert assess("I’ll sue") == assess("I'll sue")
    assert assess("I cant call 911").score == assess("I can't call 911").score


@given(st.text(max_size=200), st.integers(0, 10**7), st.floats(0, 1_000), st.integers(0, 50))
def test_risk_is_between_nothing_and_one_and_more_never_lowers_it(text, reach, replies, contacts):
    plain, loaded = assess(text), assess(text, reach, replies, contacts)
    assert 0 <= plain.score <= loaded.score <= 1
    assert bool(loaded.reasons) == (loaded.score > 0)


@pytest.mark.parametrize(
    "unit", ["call my lawyer ", "call a b c d e ", "killing me ", "not the ", "AAA ", "a", "😡 ", "'"]
)
def test_no_text_is_expensive_to_judge(unit):
    text = (unit * 60_000)[:60_000]
    assert cost(lambda: assess(text), 0.6) < 0.6


@pytest.mark.shared_data
def test_of_real_questions_a_few_in_a_hundred_are_high_and_the_known_ones_among_them(shared: Path):
    with gzip.open(shared / "data" / "social" / "twcs_threads.jsonl.gz", "rt", encoding="utf-8") as lines:
        posts = [json.loads(line) for line in lines]
    roots = [post["text"] for post in posts if not post["in_reply_to"] and not post["author_is_brand"]]
    high = [text for text in roots if assess(text).score >= HIGH]
    assert 0.005 <= len(high) / len(roots) <= 0.03
    for known in ("nearly died", "food poisoning", "been hacked", "sexually assaulting"):
        assert any(known in text for text in high)
