"""Every route of the product with a real request, and what each role is answered: the table behind roles and security."""

from dataclasses import dataclass, field
from typing import Any

ROLES = ("guest", "mara", "nils", "theo", "ines", "priya", "sol")
LOGIN = "login"  # sent to the log-in page


@dataclass(frozen=True)
class Row:
    """One request: the rule it belongs to, its address (ids of the stage in braces), the answers in the order of ROLES."""

    method: str
    rule: str
    path: str
    answers: tuple[str, ...]
    form: dict[str, Any] = field(default_factory=dict)


def row(method: str, rule: str, path: str, answers: str, **form: Any) -> Row:
    """A row; one answer stands for all roles, two for guests and all who are signed in."""
    words = answers.split()
    spread = {1: words * 7, 2: words[:1] + words[1:] * 6}.get(len(words), words)
    assert len(spread) == len(ROLES), rule
    return Row(method, rule, path, tuple(spread), form)


POST, THREAD, CASE = "/posts/<post_id>", "/threads/<thread_id>", "/cases/<case_id>"
HIDING, FLAGS, APPEAL = f"{POST}/hiding", f"{POST}/flags", f"{POST}/appeal"
PROPOSED = "/duplicate-proposals/<proposal_id>"
BULK, REASON = "/moderation/bulk", "/admin/reasons/<reason_id>"
MEMBERS = "login 303"
STAFF_PAGE = "login 403 403 403 200 200 200"
STAFF_ACT = "login 403 403 403 303 303 303"
TRUSTED_ACT = "login 303 403 303 303 303 303"  # mara asked it, theo is an advocate
ADMIN_PAGE = "login 403 403 403 403 403 200"
ADMIN_ACT = "login 403 403 403 403 403 303"
ROTA = "/moderation/rota"
HANDOVER = "/moderation/handover"
TEXTS = "/moderation/texts"
SHIFT = {"person": "0", "address": "pager@example.net", "days": ["5", "6"], "begins": "22:00", "ends": "06:00"}
SHIFT |= {"zone": "UTC", "rank": "2"}
SEARCHES, SAVED = "/settings/searches", "/settings/searches/<search_id>"
OWN_SEARCH = "login 303 404 404 404 404 404"  # saved by mara
DECISION = "login 403 403 403 403 303 303"  # ines hid it herself
ASK = {"title": "My Hearth hums at noon", "body": "It hums at noon, every day.", "tags": "wifi"}

ROWS = (
    # reading, open to all
    row("GET", "/", "/", "200"),
    row("GET", "/", "/?tab=unanswered&tag=wifi&brand=main&channel=site", "200"),
    row("GET", THREAD, "/threads/{solved}", "200"),
    row("GET", THREAD, "/threads/{hidden}", "200"),
    row("GET", THREAD, "/threads/{solved}?print=1", "200"),
    row("GET", THREAD, "/threads/{veiled}?print=1", "200"),
    row("GET", THREAD, "/threads/{gone}?print=1", "404 404 404 404 200 200 200"),
    row("GET", THREAD, "/threads/{stub}", "200"),
    row("GET", THREAD, "/threads/{gone}", "404 404 404 404 200 200 200"),
    row("GET", THREAD, "/threads/999999", "404"),
    row("GET", POST, "/posts/{answer}", "302"),
    row("GET", THREAD, "/threads/{veiled}", "200"),
    row("GET", f"{POST}/revisions", "/posts/{veiled_question}/revisions", "200"),
    row("GET", f"{POST}/comments", "/posts/{answer}/comments", "200"),
    row("GET", f"{POST}/comments", "/posts/{hidden_answer}/comments", "404 404 200 404 200 200 200"),
    row("GET", f"{POST}/revisions", "/posts/{answer}/revisions", "200"),
    row("GET", f"{POST}/revisions", "/posts/{hidden_answer}/revisions", "404 404 200 404 200 200 200"),
    row("GET", f"{POST}/revisions", "/posts/{deleted_answer}/revisions", "404"),
    row("GET", "/live/news", "/live/news?topic=thread:{solved}", "200"),
    row("GET", "/live/news", "/live/news?topic=queue", "404 404 404 404 200 200 200"),
    row("GET", "/live/news", "/live/news?topic=thread:{gone}", "404 404 404 404 200 200 200"),
    row("GET", "/live/stream", "/live/stream", "204 503"),  # the test's server can hold none
    row("GET", "/search", "/search?q=hearth", "200"),
    row("GET", "/search/quick", "/search/quick?q=hea", "200"),
    row("GET", "/tags", "/tags", "200"),
    row("GET", "/tags/<name>", "/tags/wifi", "302"),
    row("GET", "/people/<name>", "/people/theo", "200"),
    row("GET", "/people/<name>", "/people/nobody-of-that-name", "404"),
    row("GET", "/log", "/log", "200"),
    row("GET", "/healthz", "/healthz", "200"),
    row("GET", "/readyz", "/readyz", "200"),
    row("GET", "/metrics", "/metrics", "200"),  # the test's browser is on this machine
    row("POST", "/suggestions", "/suggestions", "200", **ASK),
    row("GET", "/suggestions/tags", "/suggestions/tags?q=wi", "200"),
    row("GET", "/suggestions/people", "/suggestions/people?q=n&thread={solved}", "login 200"),
    row("POST", "/preview", "/preview", "200", body="**bold**"),
    # doors
    row("GET", "/register", "/register", "200"),
    row("POST", "/register", "/register", "303", name="newcomer", email="new@example.org", password="a long password"),
    row("GET", "/login", "/login", "200"),
    row("POST", "/login", "/login", "422", name="mara", password="not her password"),
    row("POST", "/logout", "/logout", "303"),
    row("POST", "/demo/login", "/demo/login", "404", name="mara"),
    row("GET", "/reset", "/reset", "200"),
    row("POST", "/reset", "/reset", "303", email="mara@example.org"),
    row("GET", "/reset/sent", "/reset/sent", "200"),
    row("GET", "/reset/<token>", "/reset/forged", "410"),
    row("POST", "/reset/<token>", "/reset/forged", "422", password="a long password"),
    row("POST", "/theme", "/theme", "303", theme="dark"),
    row("GET", "/shortcuts", "/shortcuts", "200"),
    row("POST", "/shortcuts", "/shortcuts", "303", keys="off"),
    # one's own
    row("GET", "/notices", "/notices", "login 200"),
    row("GET", "/bookmarks", "/bookmarks", "login 200"),
    row("POST", f"{POST}/bookmark", "/posts/{answer}/bookmark", MEMBERS),
    row("POST", f"{POST}/bookmark", "/posts/{hidden_answer}/bookmark", "login 404 303 404 303 303 303"),
    row("DELETE", f"{POST}/bookmark", "/posts/{answer}/bookmark", MEMBERS),
    row("POST", "/notices/reading", "/notices/reading", MEMBERS),
    row("GET", "/following", "/following", "login 200"),
    row("POST", f"{THREAD}/following", "/threads/{solved}/following", MEMBERS),
    row("POST", f"{THREAD}/following", "/threads/{hidden}/following", "login 403 303 403 303 303 303"),
    row("POST", f"{THREAD}/following", "/threads/{gone}/following", "404 404 404 404 303 303 303"),
    row("DELETE", f"{THREAD}/following", "/threads/{solved}/following", MEMBERS),
    row("POST", f"{THREAD}/affected", "/threads/{solved}/affected", "login 403 303 303 303 303 303"),
    row("POST", f"{THREAD}/affected", "/threads/{hidden}/affected", "login 403"),
    row("DELETE", f"{THREAD}/affected", "/threads/{solved}/affected", "login 403 303 303 303 303 303"),
    row("POST", f"{THREAD}/notices/reading", "/threads/{solved}/notices/reading", MEMBERS),
    row("GET", "/settings/notices", "/settings/notices", "login 200"),
    row("POST", "/settings/notices", "/settings/notices", MEMBERS, **{"post.answered": ["notice", "mail"]}),
    row("GET", "/unsubscribe/<token>", "/unsubscribe/forged", "410"),
    row("POST", "/unsubscribe/<token>", "/unsubscribe/forged", "410"),
    row("GET", "/settings", "/settings", "login 200"),
    row("POST", "/settings", "/settings", MEMBERS, about="I like lamps.", locale="en", zone="UTC", theme="auto"),
    row("POST", "/settings/password", "/settings/password", "login 422", current="wrong", new="a long password"),
    row("GET", "/settings/leaving", "/settings/leaving", "login 200"),
    row("POST", "/settings/leaving", "/settings/leaving", "login 422", words="go", name="nobody", password="wrong"),
    row("DELETE", "/settings/leaving", "/settings/leaving", MEMBERS),
    row("POST", "/settings/export", "/settings/export", "login 422", password="not the password"),
    row("GET", SEARCHES, SEARCHES, "login 200"),
    row("POST", SEARCHES, SEARCHES, MEMBERS, q="teal lynx is:solved", sort="new", name="Teal"),
    row("POST", SEARCHES, SEARCHES, "login 422", q="-", name="Nothing"),
    row("POST", f"{SAVED}/name", "/settings/searches/{saved}/name", OWN_SEARCH, name="Newts"),
    row("POST", f"{SAVED}/pause", "/settings/searches/{saved}/pause", OWN_SEARCH),
    row("DELETE", f"{SAVED}/pause", "/settings/searches/{saved}/pause", OWN_SEARCH),
    row("POST", f"{SAVED}/reading", "/settings/searches/{saved}/reading", OWN_SEARCH),
    row("DELETE", SAVED, "/settings/searches/{saved}", OWN_SEARCH),
    row("POST", SAVED, "/settings/searches/{saved}", OWN_SEARCH),
    row("GET", "/drafts", "/drafts", "login 200"),
    row("POST", "/drafts", "/drafts?place=question", MEMBERS, body="Half a thought"),
    row("POST", "/drafts", "/drafts?place=answer:{gone}", "login 404 404 404 303 303 303", body="Half a thought"),
    row("DELETE", "/drafts/<draft_id>", "/drafts/{draft}", "404 303 404 404 404 404 404"),
    # asking, answering, commenting
    row("GET", "/threads/new", "/threads/new", "login 200"),
    row("POST", "/threads/new", "/threads/new", MEMBERS, **ASK),
    row("POST", f"{THREAD}/answers", "/threads/{open}/answers", MEMBERS, body="Put it on rubber feet."),
    row("POST", f"{THREAD}/answers", "/threads/{hidden}/answers", "login 403 403 403 303 303 303", body="Rubber feet."),
    row("POST", f"{THREAD}/answers", "/threads/{gone}/answers", "login 404 404 404 303 303 303", body="Rubber feet."),
    row("POST", f"{POST}/comments", "/posts/{answer}/comments", MEMBERS, body="Thank you."),
    row("POST", f"{POST}/comments", "/posts/{hidden_answer}/comments", "login 404 303 404 303 303 303", body="Why?"),
    # questions one could answer, and people who know
    row("GET", "/answering", "/answering", "login 200"),
    row("POST", f"{THREAD}/skip", "/threads/{open}/skip", MEMBERS),
    row("POST", f"{THREAD}/skip", "/threads/{gone}/skip", "login 404 404 404 303 303 303"),
    row("DELETE", f"{THREAD}/skip", "/threads/{open}/skip", MEMBERS),
    row("POST", f"{THREAD}/muting", "/threads/{solved}/muting", MEMBERS),
    row("DELETE", f"{THREAD}/muting", "/threads/{solved}/muting", MEMBERS),
    row("POST", "/tags/<name>/muting", "/tags/wifi/muting", MEMBERS),
    row("DELETE", "/tags/<name>/muting", "/tags/wifi/muting", MEMBERS),
    row("GET", f"{THREAD}/people", "/threads/{open}/people", "login 200 403 403 200 200 200"),
    row("GET", f"{THREAD}/people", "/threads/{hidden}/people", "login 403"),
    row("POST", f"{THREAD}/requests", "/threads/{open}/requests", "login 422 403 403 422 422 422", person="0"),
    row("POST", "/requests/<request_id>/declining", "/requests/{request}/declining", "login 403 403 303 403 403 403"),
    row("DELETE", "/requests/<request_id>/declining", "/requests/{request}/declining", "login 403 403 303 403 403 403"),
    # answering at the source
    row("GET", f"{THREAD}/telling", "/threads/{elsewhere}/telling", "login 403 403 200 200 200 200"),
    row("GET", f"{THREAD}/telling", "/threads/{open}/telling", "login 403 403 404 404 404 404"),
    row("POST", f"{POST}/telling", "/posts/{there}/telling", STAFF_ACT, words="Loosen the two screws."),
    row("POST", f"{POST}/telling", "/posts/{answer}/telling", "login 403 403 403 404 404 404", words="Screws."),
    row("DELETE", f"{POST}/telling", "/posts/{there}/telling", STAFF_ACT),
    row(
        "POST", f"{POST}/telling/preview", "/posts/{there}/telling/preview", "login 403 403 200 200 200 200", words="S."
    ),
    row(
        "POST",
        f"{POST}/telling/proposals",
        "/posts/{there}/telling/proposals",
        "login 403 403 303 403 403 403",
        words="S.",
    ),
    row("DELETE", f"{POST}/telling/proposals", "/posts/{there}/telling/proposals", "login 403 403 303 403 403 403"),
    row("POST", "/proposals/<proposal_id>/refusal", "/proposals/{proposal}/refusal", STAFF_ACT, reason="Too short"),
    row("GET", "/moderation/queue", "/moderation/queue?state=untold", STAFF_PAGE),
    # who said the same elsewhere
    row("GET", f"{THREAD}/echoes", "/threads/{elsewhere}/echoes", "200"),
    row("GET", f"{THREAD}/echoes", "/threads/{hidden}/echoes", "login 403 200 403 200 200 200"),
    row("GET", f"{THREAD}/echoes", "/threads/{gone}/echoes", "404 404 404 404 200 200 200"),
    row("POST", f"{THREAD}/echoes/telling", "/threads/{elsewhere}/echoes/telling", STAFF_ACT),
    row("DELETE", f"{THREAD}/echoes/telling", "/threads/{elsewhere}/echoes/telling", STAFF_ACT),
    row("POST", "/echoes/<echo_id>/parting", "/echoes/{echo}/parting", STAFF_ACT),
    # one's own posts
    row("GET", f"{POST}/edit", "/posts/{question}/edit", "login 200 403 403 403 403 403"),
    row("POST", f"{POST}/edit", "/posts/{question}/edit", "login 303 403 403 403 403 403", **ASK),
    row("POST", f"{POST}/edit", "/posts/{hidden_answer}/edit", "404 404 403 404 403 403 403", body="Shown again?"),
    row("GET", f"{POST}/deletion", "/posts/{answer}/deletion", "login 403 403 200 403 403 403"),
    row("DELETE", POST, "/posts/{answer}", "login 403 403 303 403 403 403"),
    row("DELETE", POST, "/posts/{hidden_answer}", "404 404 303 404 403 403 403"),
    row("DELETE", POST, "/posts/{deleted_answer}", "404"),
    # votes and acceptances
    row("POST", f"{POST}/vote", "/posts/{answer}/vote", "login 303 303 403 303 303 303", value="1"),
    row("POST", f"{POST}/vote", "/posts/{comment}/vote", "login 403", value="1"),
    row("POST", f"{POST}/vote", "/posts/{hidden_answer}/vote", "login 403", value="1"),
    row("DELETE", f"{POST}/vote", "/posts/{answer}/vote", "login 303 303 403 303 303 303"),
    row("POST", f"{POST}/acceptance", "/posts/{other}/acceptance", "login 303 403 403 403 403 403"),
    row("POST", f"{POST}/acceptance", "/posts/{hidden_answer}/acceptance", "404"),
    row("POST", f"{POST}/acceptance", "/posts/{veiled_answer}/acceptance", "login 403"),
    row("POST", f"{POST}/edit", "/posts/{veiled_question}/edit", "login 403", **ASK),
    row("DELETE", f"{POST}/acceptance", "/posts/{answer}/acceptance", "login 303 403 403 403 403 403"),
    # reports to the moderators, and asking for another look
    row("GET", FLAGS, "/posts/{answer}/flags", "login 200 200 403 200 200 200"),
    row("GET", FLAGS, "/posts/{hidden_answer}/flags", "login 404 403 404 403 403 403"),
    row("POST", FLAGS, "/posts/{answer}/flags", "login 303 303 403 303 303 303", reason="1", words="It is an advert."),
    row("POST", FLAGS, "/posts/{other}/flags", "login 422 403 422 422 422 422", reason="999"),
    row("DELETE", FLAGS, "/posts/{flagged}/flags", "login 303 404 404 404 404 404"),
    row("GET", APPEAL, "/posts/{hidden_answer}/appeal", "login 404 200 404 404 404 404"),
    row("GET", APPEAL, "/posts/{answer}/appeal", "login 404 404 303 404 404 404"),  # theo wrote it, and it is shown
    row("POST", APPEAL, "/posts/{hidden_comment}/appeal", "login 404 303 404 404 404 404", words="It was a joke."),
    row("DELETE", APPEAL, "/posts/{hidden_answer}/appeal", "login 404 303 404 404 404 404"),
    # staff, in the forum
    row("GET", HIDING, "/posts/{answer}/hiding", STAFF_PAGE),
    row("POST", HIDING, "/posts/{answer}/hiding", STAFF_ACT, reason="off topic"),
    row("DELETE", HIDING, "/posts/{hidden_comment}/hiding", STAFF_ACT, reason="It was on topic after all"),
    row("DELETE", HIDING, "/posts/{hidden_answer}/hiding", "login 403 403 403 409 303 303", reason="It was on topic"),
    row("POST", f"{POST}/spam", "/posts/{answer}/spam", STAFF_ACT, reason="advertising", all_by_author="1"),
    row("POST", f"{POST}/warning", "/posts/{answer}/warning", STAFF_ACT, reason="Tone"),
    row("POST", f"{FLAGS}/declining", "/posts/{flagged}/flags/declining", STAFF_ACT),
    row("POST", f"{THREAD}/lock", "/threads/{open}/lock", STAFF_ACT, reason="Going in circles"),
    row("DELETE", f"{THREAD}/lock", "/threads/{locked}/lock", STAFF_ACT, reason="It cooled down"),
    row("GET", f"{THREAD}/duplicate", "/threads/{likely_twin}/duplicate", "login 200 403 200 200 200 200"),
    row("POST", f"{THREAD}/duplicate", "/threads/{likely_twin}/duplicate", TRUSTED_ACT, of="{solved}"),
    row("POST", f"{THREAD}/duplicate", "/threads/{hidden}/duplicate", "login 403", of="1"),
    row("DELETE", f"{THREAD}/duplicate", "/threads/{twin}/duplicate", TRUSTED_ACT),
    row("GET", "/moderation/duplicates", "/moderation/duplicates", STAFF_PAGE),
    row("GET", "/moderation/duplicates", "/moderation/duplicates?older=1", STAFF_PAGE),
    row("POST", f"{PROPOSED}/closing", "/duplicate-proposals/{held_for}/closing", TRUSTED_ACT),
    row("DELETE", f"{PROPOSED}/closing", "/duplicate-proposals/{held_for}/closing", TRUSTED_ACT),
    row("POST", f"{PROPOSED}/dismissal", "/duplicate-proposals/{held_for}/dismissal", TRUSTED_ACT),
    row("POST", f"{PROPOSED}/dismissal", "/duplicate-proposals/999999/dismissal", "login 404 404 404 303 303 303"),
    row("DELETE", f"{PROPOSED}/dismissal", "/duplicate-proposals/{held_for}/dismissal", TRUSTED_ACT),
    row("POST", f"{THREAD}/answers", "/threads/{locked}/answers", "login 422 422 422 303 303 303", body="Still?"),
    row("POST", f"{THREAD}/move", "/threads/{open}/move", STAFF_ACT, brand="1", tags="mesh"),
    row("POST", f"{THREAD}/move", "/threads/{open}/move", "login 403 403 403 422 422 422", brand="77", tags="mesh"),
    row("GET", "/moderation/people/<name>", "/moderation/people/nils", STAFF_PAGE),
    row("GET", "/moderation/people/<name>", "/moderation/people/nobody", "login 403 403 403 404 404 404"),
    row("POST", "/people/<name>/suspension", "/people/nils/suspension", STAFF_ACT, days="7", reason="Advertising"),
    row("POST", "/people/<name>/suspension", "/people/omar/suspension", "login 403", days="7", reason="Advertising"),
    row("DELETE", "/people/<name>/suspension", "/people/nils/suspension", STAFF_ACT, reason="It was a mistake"),
    row("POST", "/appeals/<appeal_id>/granting", "/appeals/{appeal}/granting", DECISION, reason="It was on topic"),
    row("POST", "/appeals/<appeal_id>/refusal", "/appeals/{appeal}/refusal", DECISION, reason="Off topic it stays"),
    row("GET", "/known-issues", "/known-issues", "200"),
    row("GET", "/announcements/new", "/announcements/new", STAFF_PAGE),
    row("POST", "/announcements/new", "/announcements/new", STAFF_ACT, **ASK),
    row("GET", f"{THREAD}/pin", "/threads/{solved}/pin", STAFF_PAGE),
    row("GET", f"{THREAD}/pin", "/threads/{hidden}/pin", "login 403 403 403 404 404 404"),
    row("POST", f"{THREAD}/pin", "/threads/{solved}/pin", STAFF_ACT),
    row("DELETE", f"{THREAD}/pin", "/threads/{solved}/pin", STAFF_ACT),
    row("POST", f"{THREAD}/known-issue", "/threads/{solved}/known-issue", STAFF_ACT),
    row("DELETE", f"{THREAD}/known-issue", "/threads/{solved}/known-issue", STAFF_ACT),
    row("POST", f"{THREAD}/mending", "/threads/{solved}/mending", STAFF_ACT, text="Version 4.4 ends it."),
    row("DELETE", f"{THREAD}/mending", "/threads/{solved}/mending", STAFF_ACT),
    row("POST", f"{THREAD}/issue/<issue_thread_id>", "/threads/{open}/issue/999", "login 403 403 403 404 404 404"),
    row("DELETE", f"{THREAD}/issue", "/threads/{open}/issue", STAFF_ACT),
    row("GET", "/tags/<name>/edit", "/tags/wifi/edit", STAFF_PAGE),
    row("POST", "/tags/<name>/edit", "/tags/wifi/edit", STAFF_ACT, description="Wireless networks at home"),
    # the desk
    row("GET", "/moderation/queue", "/moderation/queue", STAFF_PAGE),
    row("GET", "/moderation/queue", "/moderation/queue?state=resolved&channel=site", STAFF_PAGE),
    row("GET", CASE, "/cases/{case_danger}", STAFF_PAGE),
    row("GET", CASE, "/cases/999999", "login 403 403 403 404 404 404"),
    row("POST", f"{CASE}/claim", "/cases/{case_danger}/claim", STAFF_ACT),
    row("POST", f"{CASE}/claim", "/cases/{case_taken}/claim", "login 403 403 403 303 409 409"),
    row("POST", f"{CASE}/claim", "/cases/{case_raised}/claim", "login 403 403 403 403 403 303"),
    row("DELETE", f"{CASE}/claim", "/cases/{case_taken}/claim", STAFF_ACT),
    row("POST", f"{CASE}/replies", "/cases/{case_danger}/replies", STAFF_ACT, body="Unplug it; we call you."),
    row("POST", f"{CASE}/notes", "/cases/{case_taken}/notes", STAFF_ACT, body="Adapter batch 2."),
    row("POST", f"{CASE}/escalation", "/cases/{case_danger}/escalation", STAFF_ACT, note="Legal must see this."),
    row(
        "DELETE", f"{CASE}/escalation", "/cases/{case_raised}/escalation", "login 403 403 403 403 403 303", note="Call."
    ),
    row("POST", f"{CASE}/resolution", "/cases/{case_danger}/resolution", STAFF_ACT, reason="Replacement sent."),
    row("DELETE", f"{CASE}/resolution", "/cases/{case_done}/resolution", STAFF_ACT, reason="It broke again."),
    row("POST", f"{BULK}/claims", f"{BULK}/claims", STAFF_ACT, case="{case_danger}"),
    row("POST", f"{BULK}/resolutions", f"{BULK}/resolutions", STAFF_ACT, case="{case_danger}", reason="Duplicate"),
    row("POST", f"{BULK}/resolutions", f"{BULK}/resolutions", "login 403 403 403 422 422 422", case="{case_danger}"),
    row("POST", f"{BULK}/hidings", f"{BULK}/hidings", STAFF_ACT, case="{case_danger}", reason="Off topic"),
    row("POST", f"{BULK}/spam", f"{BULK}/spam", STAFF_ACT, case="{case_danger}", reason="Advertising"),
    row("POST", f"{BULK}/moves", f"{BULK}/moves", STAFF_ACT, case="{case_danger}", brand="main"),
    row("DELETE", f"{BULK}/<bulk_id>", f"{BULK}/{{bulk}}", "login 403 403 403 303 403 303"),
    row("GET", "/moderation/ledger", "/moderation/ledger", STAFF_PAGE),
    row("GET", "/moderation/reports", "/moderation/reports", STAFF_PAGE),
    # the rota and its alarms
    row("GET", "/moderation/rota", "/moderation/rota", STAFF_PAGE),
    row("POST", f"{ROTA}/shifts", f"{ROTA}/shifts", ADMIN_ACT, **SHIFT),
    row("DELETE", f"{ROTA}/shifts/<shift_id>", f"{ROTA}/shifts/{{shift}}", ADMIN_ACT),
    row("POST", f"{ROTA}/holidays", f"{ROTA}/holidays", ADMIN_ACT, day="2026-12-26", name="Boxing day", zone=""),
    row("DELETE", f"{ROTA}/holidays/<holiday_id>", f"{ROTA}/holidays/{{holiday}}", ADMIN_ACT),
    row("GET", "/acknowledgement/<token>", "/acknowledgement/{token}", "200"),  # whoever has the link from the mail
    row("GET", "/acknowledgement/<token>", "/acknowledgement/forged", "410"),
    row("POST", "/acknowledgement/<token>", "/acknowledgement/{token}", "303"),
    row("POST", "/acknowledgement/<token>", "/acknowledgement/forged", "410"),
    row("POST", "/alarms/<alarm_id>/acknowledgement", "/alarms/{alarm}/acknowledgement", STAFF_ACT),
    row("GET", "/moderation/reports/threads", "/moderation/reports/threads?show=none&by=anyone", STAFF_PAGE),
    row("GET", "/moderation/reports/cases", "/moderation/reports/cases?risk=high", STAFF_PAGE),
    row("GET", "/moderation/reports/replies", "/moderation/reports/replies", STAFF_PAGE),
    row("GET", "/moderation/reports/<name>.csv", "/moderation/reports/weeks.csv", STAFF_PAGE),
    row("GET", "/moderation/reports/threads.csv", "/moderation/reports/threads.csv", STAFF_PAGE),
    # the hand-over
    row("GET", HANDOVER, HANDOVER, STAFF_PAGE),
    row("GET", HANDOVER, f"{HANDOVER}?since=2026-11-28T22:00", STAFF_PAGE),
    row("GET", f"{HANDOVER}/cases", f"{HANDOVER}/cases?what=opened", STAFF_PAGE),
    row("POST", f"{HANDOVER}/notes", f"{HANDOVER}/notes", STAFF_ACT, body="The power supplies again."),
    row("POST", f"{HANDOVER}/notes/<note_id>/reading", f"{HANDOVER}/notes/{{note}}/reading", STAFF_ACT),
    # canned texts
    row("GET", TEXTS, TEXTS, STAFF_PAGE),
    row("POST", TEXTS, TEXTS, STAFF_ACT, title="Swap", body="Hello, a new one leaves today."),
    row("POST", TEXTS, TEXTS, "login 403 403 403 422 422 422", title="Swap", body=" "),
    row("GET", f"{TEXTS}/<text_id>", f"{TEXTS}/{{text}}", STAFF_PAGE),
    row("POST", f"{TEXTS}/<text_id>", f"{TEXTS}/{{text}}", STAFF_ACT, title="Swap", body="It leaves tomorrow."),
    row("POST", f"{TEXTS}/<text_id>/retirement", f"{TEXTS}/{{text}}/retirement", STAFF_ACT),
    row("DELETE", f"{TEXTS}/<text_id>/retirement", f"{TEXTS}/{{text}}/retirement", STAFF_ACT),
    row("GET", CASE, "/cases/{case_danger}?text={text}", STAFF_PAGE),
    # who is behind a pseudonym
    row("GET", f"{POST}/asker", "/posts/{veiled_question}/asker", STAFF_PAGE),
    row("GET", f"{POST}/asker", "/posts/{answer}/asker", "login 403 403 403 404 404 404"),
    row("POST", f"{POST}/asker", "/posts/{veiled_question}/asker", "login 403 403 403 422 422 422", reason=""),
    # sealed originals
    row("GET", f"{POST}/original", "/posts/{open_post}/original", STAFF_PAGE),
    row("GET", f"{POST}/original", "/posts/{answer}/original", "login 403 403 403 404 404 404"),
    row("POST", f"{POST}/original", "/posts/{open_post}/original", STAFF_PAGE, reason="She asks which card it was"),
    row("POST", f"{POST}/original", "/posts/{answer}/original", "login 403 403 403 404 404 404", reason="Curious"),
    row("GET", "/admin/unsealings", "/admin/unsealings", ADMIN_PAGE),
    # whether earlier answers help
    row("POST", "/suggestions/openings", "/suggestions/openings", "login 204", thread="{solved}"),
    row("POST", "/suggestions/solutions", "/suggestions/solutions", "login 303", post="{answer}"),
    row("POST", "/suggestions/solutions", "/suggestions/solutions", "login 404", post="{hidden_answer}"),
    row("POST", "/search/misses", "/search/misses", "422", miss="made up"),
    row(
        "POST",
        f"{THREAD}/earlier-solution",
        "/threads/{open}/earlier-solution",
        "login 303 403 403 403 403 403",
        thread="{solved}",
    ),
    row("DELETE", f"{THREAD}/earlier-solution", "/threads/{open}/earlier-solution", "login 303 403 403 403 403 403"),
    row("GET", "/moderation/suggestions", "/moderation/suggestions", STAFF_PAGE),
    # admins
    row("GET", "/admin/words", "/admin/words", ADMIN_PAGE),
    row("POST", "/admin/words", "/admin/words", "login 403 403 403 403 403 303", words="Hearth, router"),
    row("DELETE", "/admin/words/<group_id>", "/admin/words/{synonyms}", "login 403 403 403 403 403 303"),
    row("GET", "/admin/health", "/admin/health", ADMIN_PAGE),
    row("GET", "/admin/mail", "/admin/mail", ADMIN_PAGE),
    row("GET", "/admin/reasons", "/admin/reasons", ADMIN_PAGE),
    row("POST", "/admin/reasons", "/admin/reasons", ADMIN_ACT, purpose="flag", wording="Out of date"),
    row("POST", REASON, "/admin/reasons/1", ADMIN_ACT, wording="Advertising", place="3"),
    row("POST", REASON, "/admin/reasons/1", "login 403 403 403 403 403 422", wording=" ", place="first"),
    row("POST", f"{REASON}/retirement", "/admin/reasons/1/retirement", ADMIN_ACT),
    row("DELETE", f"{REASON}/retirement", "/admin/reasons/1/retirement", ADMIN_ACT),
    row("GET", "/admin/deliveries", "/admin/deliveries", ADMIN_PAGE),
    row(
        "POST",
        "/admin/deliveries/<delivery_id>/revival",
        "/admin/deliveries/{delivery}/revival",
        "login 403 403 403 403 403 303",
    ),
)


def send(client: Any, stage: Any, each: Row, **options: Any) -> Any:
    """Send the request of a row as a browser's form would: undoing is POST with `_method=DELETE`."""
    path = stage.path(each.path)
    form = {name: stage.path(value) if isinstance(value, str) else value for name, value in each.form.items()}
    if each.method == "DELETE":
        return client.post(path, query_string={"_method": "DELETE"}, data=form, **options)
    return client.open(path, method=each.method, data=form or None, **options)


def answer(response: Any) -> str:
    """The status, or `login` for a redirect to the log-in page."""
    location = response.headers.get("Location", "")
    is_sent_away = response.status_code in (302, 303) and location.split("?")[0].endswith("/login")
    return LOGIN if is_sent_away else str(response.status_code)
