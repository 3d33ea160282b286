"""How the desk looks: the queue, a case, hiding, the ledger; one blueprint a noun."""

from importlib import import_module

from flask import Flask

from moderation.views import wording

PAGES = (
    *(
        "queue",
        "cases",
        "casework",
        "helpfulness",
        "hiding",
        "order",
        "appeals",
        "people",
        "bulk",
        "ledger",
        "alarms",
        "rota",
    ),
    *("askers", "originals", "handover", "texts", "duplicates"),
    *("reports", "report_lists", "report_sheets"),
)


def register(app: Flask) -> None:
    """Bind every blueprint of the staff side, and the words that its templates use."""
    app.jinja_env.filters |= wording.FILTERS
    for name in PAGES:
        app.register_blueprint(import_module(f"moderation.views.{name}").pages)
