"""Tags: what of the typed words becomes one."""

from forum.services.tags import parse


def test_a_card_or_phone_number_never_becomes_a_tag():
    assert parse("wifi, 4111111111111111 hearth") == ("wifi", "hearth")
    assert parse("4111-1111-1111-1111") == ()
    assert parse("5ghz 802-11ax") == ("5ghz", "802-11ax")
