"""What tests of services share: people with accounts, inside an app context."""

from typing import Any

import pytest


@pytest.fixture
def people(app: Any, cast: Any) -> Any:
    """Accounts of the cast by name, inside an app context that lasts for the test."""
    from forum.extensions import db
    from forum.models import User

    with app.app_context():
        yield {name: db.session.get_one(User, key) for name, key in cast.ids.items()}
