"""Day and dusk: a choice of this browser."""


def test_the_choice_is_kept_and_one_stays_on_the_page(cast):
    guest = cast.visit()
    for theme in ("dark", "light", "auto"):
        answer = guest.post("/theme", data={"theme": theme}, headers={"Referer": "http://localhost/log?older=3"})
        assert (answer.status_code, answer.location) == (303, "/log?older=3")
        assert guest.get_cookie("theme").value == theme
        assert f'data-theme="{theme}"' in guest.get("/log").text


def test_the_way_back_never_leads_away(cast):
    for left in ("https://evil.example/log", "http://localhost//evil.example", "javascript:alert(1)", ""):
        assert cast.visit().post("/theme", data={"theme": "dark"}, headers={"Referer": left}).location == "/"


def test_there_is_no_other_theme(cast):
    assert cast.visit().post("/theme", data={"theme": "neon\r\nSet-Cookie: a=b"}).status_code == 400
