"""Who is behind a pseudonym: told to staff for a reason, once, and every look is a row that admins see."""

import re
from typing import Any

import pytest

from tests.forum.talk import page, question_of

ASKED = {"title": "How do I lock somebody out", "body": "He has the key.", "tags": "keys", "is_anonymous": "y"}


@pytest.fixture
def address(cast: Any) -> str:
    response = cast.visit("mara").post("/threads/new", data=ASKED)
    thread = int(re.search(r"/threads/(\d+)", response.headers["Location"])[1])
    return f"/posts/{question_of(cast, thread)}/asker"


def test_a_moderator_reads_the_name_only_after_giving_a_reason(cast: Any, address: str):
    assert "mara" not in page(cast, address, "ines")
    refused = cast.visit("ines").post(address, data={"reason": " "})
    assert refused.status_code == 422 and "mara" not in refused.text
    told = cast.visit("ines").post(address, data={"reason": "Somebody may be in danger"})
    assert "/people/mara" in told.text
    assert "mara" not in page(cast, address, "ines")


def test_admins_see_who_looked_and_why_and_not_the_name(cast: Any, address: str):
    cast.visit("ines").post(address, data={"reason": "Somebody may be in danger"})
    log = page(cast, "/admin/unsealings", "sol")
    assert "Somebody may be in danger" in log and "ines" in log and "mara" not in log
    assert cast.visit("ines").get("/admin/unsealings").status_code == 403


def test_the_way_there_is_shown_to_staff_only(cast: Any, address: str):
    thread = address.replace("/asker", "")
    for reader, shown in ((None, False), ("mara", False), ("theo", False), ("ines", True)):
        location = cast.visit(reader).get(thread).headers["Location"].split("#")[0]
        assert (f'href="{address}"' in page(cast, location, reader)) is shown
