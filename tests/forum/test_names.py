"""Names: their one form, disguises, and words that nobody may take."""

import pytest

from forum import names

GOOD = [
    "mara",
    "Theo",
    "bashir-k",
    "joaquin_m",
    "gwen_at_number_9",
    "r2.d2",
    "zoë",
    "jürgen",
    "łukasz",
    "søren",
    "нина",
]
GOOD += ["ελένη", "山田", "さくら", "김철수", "x" * 40, "the-woman-with-the-routers-in-the-larder", "99", "old_"]
BAD = [
    "",
    "x",
    "x" * 41,
    "mara lindqvist",
    ".mara",
    "-mara",
    "_mara",
    "mara.",
    "mara@example",
    "mara/..",
    "..",
    "ma\u200bra",
]
BAD += [
    "ma\u202era",
    "mara\n",
    "<b>mara</b>",
    "m\u0430ra",
    "\u0430\u0441\u0435",
    "\u03bf\u03bf",
    "adm\u0131n",
    "ab\u0663",
    "😀😀",
]
BAD += ["\u3164\u3164", "\u115f\u1160", "a\u0301\u0301b"]


@pytest.mark.parametrize("name", GOOD)
def test_people_may_be_called(name):
    assert names.is_well_formed(names.normal(name))


@pytest.mark.parametrize("name", BAD)
def test_nobody_may_be_called(name):
    assert not names.is_well_formed(names.normal(name)) or names.normal(name) != name


def test_what_looks_the_same_is_one_name():
    assert names.normal("ｍａｒａ") == names.normal(" mara ") == "mara"
    assert names.normal("Zoe\u0308") == "Zoë"
    assert names.normal("ÄMIL") == names.normal("äMIL")


def test_nobody_passes_for_the_house():
    assert names.is_reserved("Admin")
    assert names.is_reserved("mod_erator")
    assert names.is_reserved("log.in")
    assert names.is_reserved("LanterNet", "Lanternet", "Lanternet Pro")
    assert names.is_reserved("lanternet-pro", "Lanternet", "Lanternet Pro")
    assert not names.is_reserved("mara", "Lanternet", "")


def test_an_address_has_one_form_and_is_never_looked_up():
    assert names.normal_email(" Mara@EXAMPLE.org ") == "Mara@example.org"
    assert names.normal_email("mara@lanternet.test") == "mara@lanternet.test"
    for nonsense in ("mara", "mara@", "mara@lindqvist", "a b@example.org", "mara@example.org\nBcc: x@example.org", ""):
        assert names.normal_email(nonsense) is None
