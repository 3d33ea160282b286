"""The last touches on HTML change text and whole tags only."""

from forum.services.dressing import dressed


def test_hidden_data_is_marked_in_text_and_left_alone_in_attributes():
    html = '<p>Call [phone number hidden] <a href="https://x.example" title="[card number hidden] > <pre>">now</a></p>'
    assert dressed(html) == (
        '<p>Call <span class="masked">[phone number hidden]</span> '
        '<a href="https://x.example" title="[card number hidden] > <pre>">now</a></p>'
    )


def test_wide_parts_can_be_reached_by_keyboard():
    assert (
        dressed("<pre>x</pre><table><tr></tr></table>")
        == '<pre tabindex="0">x</pre><table tabindex="0"><tr></tr></table>'
    )


def test_markers_that_are_none_and_other_html_stay_as_they_are():
    html = "<p>[something hidden] &lt;pre&gt; <em>x</em></p>"
    assert dressed(html) == html
