"""Where a post can be read on its own network."""

import pytest

from forum.channels.links import original, web_address


@pytest.mark.parametrize(
    ("channel", "post_id", "root", "address"),
    [
        ("twitter", "1868120000000000101", None, "https://twitter.com/i/web/status/1868120000000000101"),
        ("twitter", "not-a-number", None, None),
        ("twitter", "١٢٣", None, None),
        ("reddit", "t3_3hahrw", None, "https://www.reddit.com/comments/3hahrw"),
        ("reddit", "t1_cu7", "t3_3hahrw", "https://www.reddit.com/comments/3hahrw/_/cu7"),
        ("reddit", "t1_cu7", None, None),
        ("reddit", "t3_../../x", None, None),
        ("mastodon", "https://town.example/users/mara/statuses/1", None, "https://town.example/users/mara/statuses/1"),
        ("mastodon", "javascript:alert(1)", None, None),
        ("file", "1", None, None),
    ],
)
def test_a_network_and_an_id_give_a_link_or_none(channel, post_id, root, address):
    assert original(channel, post_id, root) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "http://[",
        "https://a b",
        'https://a/"onx=',
        7,
        None,
        "ftp://a.example",
        "https://x.example/" + "y" * 3_000,
        "JavaScript:alert(1)//http://a.example",
        "https://a\n.example",
    ],
)
def test_only_addresses_of_the_web_are_links(address):
    assert web_address(address) is None


def test_addresses_of_the_web_are_kept_as_they_are():
    assert web_address(" https://x.example/ä?a=1&b=2#c ") == "https://x.example/ä?a=1&b=2#c"
