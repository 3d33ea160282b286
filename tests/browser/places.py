"""Every kind of page, by who looks at it: what the stories about looks and access go through."""

PUBLIC = (
    "/", "/?tab=unanswered", "/?tab=active&tag=wifi", "/?tag=nobody-used-this", "/threads/{solved}", "/threads/{open}", "/threads/{stub}",
    "/threads/{hidden}", "/threads/{solved}?print=1", "/search", "/search?q=hearth", "/search?q=nothing-like-this-here", "/tags", "/people/theo",
    "/people/theo?tab=reputation", "/people/sol", "/log", "/known-issues", "/unsubscribe/forged", "/posts/{question}/revisions", "/posts/{answer}/comments", "/threads/{elsewhere}/echoes", "/nowhere",
)  # fmt: skip
DOORS = ("/login", "/register", "/reset", "/reset/sent", "/reset/forged")
MEMBER = (
    "/", "/threads/{solved}", "/threads/new?title=hum", "/notices", "/settings", "/people/mara", "/posts/{question}/edit", "/posts/{comment}/edit",
    "/posts/{question}/deletion", "/moderation/queue", "/settings/notices", "/following", "/posts/{flagged}/flags", "/posts/{other}/flags", "/threads/{locked}",
    "/answering", "/threads/{open}/people", "/settings/searches", "/search?q=lilac+newt", "/search?q=lilac+newt+-qxsavedqueryqx",
)  # fmt: skip
DESK = (
    "/threads/{solved}", "/threads/{danger}", "/moderation/queue", "/moderation/queue?state=resolved", "/moderation/queue?state=mine",
    "/cases/{case_danger}", "/cases/{case_taken}", "/cases/{case_done}", "/cases/{case_raised}", "/posts/{answer}/hiding",
    "/threads/{elsewhere}/telling", "/threads/{elsewhere}/echoes", "/threads/{elsewhere}", "/moderation/queue?state=untold",
    "/cases/{case_asked}", "/moderation/people/theo", "/tags/wifi/edit", "/moderation/ledger", "/moderation/reports",
    "/moderation/rota", "/acknowledgement/{token}",
    "/announcements/new", "/threads/{solved}/pin", "/moderation/duplicates", "/threads/{likely_twin}", "/threads/{likely_twin}/duplicate",
    "/moderation/reports/threads", "/moderation/reports/cases?risk=high",
    "/posts/{open_post}/original", "/moderation/handover", "/moderation/handover/cases?what=left", "/moderation/texts", "/moderation/texts/{text}",
)  # fmt: skip
ADMIN = (
    "/admin/mail", "/admin/reasons", "/admin/unsealings", "/moderation/rota", "/admin/deliveries", "/cases/{case_raised}",
)  # fmt: skip
BY_READER = {"guest": PUBLIC + DOORS, "mara": MEMBER, "ines": DESK, "sol": ADMIN}
