"""The cast of the tests: people with accounts, and a browser-like client for each."""

from typing import Any

from flask.testing import FlaskClient

PEOPLE = {
    "mara": "customer",
    "theo": "customer",
    "nils": "customer",
    "ines": "moderator",
    "omar": "moderator",
    "priya": "approver",
    "sol": "admin",
}


class Cast:
    """`cast.mara` is a user id, `cast.visit("mara")` a client signed in as her, `cast.visit()` a guest's."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.ids: dict[str, int] = {}
        for name, role in PEOPLE.items():
            self.join(name, role)

    def join(self, name: str, role: str = "customer") -> None:
        """One more person signs up."""
        from forum.extensions import db
        from forum.models import User

        with self.app.app_context():
            user = User(name=name, email=f"{name}@example.org", password_hash="!", role=role)
            db.session.add(user)
            db.session.commit()
            self.ids[name] = user.id

    def __getattr__(self, name: str) -> int:
        """The id of a person by name."""
        try:
            return self.ids[name]
        except KeyError:
            raise AttributeError(name) from None

    def visit(self, name: str | None = None) -> FlaskClient:
        """A client signed in as this person, or a guest's."""
        client: FlaskClient = self.app.test_client()
        if name:
            with client.session_transaction() as session:
                session["_user_id"] = f"{self.ids[name]}:0"
                session["_fresh"] = True
        return client

    def work(self) -> Any:
        """Let the worker deliver all that is due; gives what it came to."""
        from forum.services import deliveries

        with self.app.app_context():
            return deliveries.deliver_due()
