"""How the desk says things: words marked where they stand, never inside a tag."""

from moderation.views.wording import marked

REASONS = [{"name": "legal threat", "words": ["my lawyer", "won't"]}, {"name": "large reach", "words": ["20,000"]}]


def test_the_words_that_caused_it_are_marked_as_they_were_written():
    assert marked("<p>My  Lawyer will hear</p>", REASONS) == "<p><mark>My  Lawyer</mark> will hear</p>"
    assert marked("<p>I won\u2019t and won&#39;t</p>", REASONS).count("<mark>") == 2


def test_figures_and_parts_of_words_are_not_marked():
    assert "<mark>" not in marked("<p>20,000 my lawyers</p>", REASONS)


def test_tags_and_their_attributes_stay_as_they_are():
    html = '<a href="https://example.org/my lawyer" title="a > my lawyer">See</a>'
    assert marked(html, REASONS) == html


def test_without_reasons_nothing_is_touched():
    assert marked("<p>&lt;b&gt;</p>", []) == "<p>&lt;b&gt;</p>"
