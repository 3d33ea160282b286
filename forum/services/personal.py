"""Whose rows are whose: for each column that refers to a person, what an export tells and what an erasure does."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal

from flask import current_app
from sqlalchemy import Column, delete, select, update

from forum.database import now
from forum.extensions import db
from forum.models import OutgoingMail, User

Erase = Literal["keep", "detach", "delete"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the rows that refer to a person by one column.

    `export`: under which heading they are in that person's export; empty where they are the house's or others'.
    `leave_out`: columns that are not told. `erase`: rows go (delete), forget the person (detach), or stay as those of
    an account that has no name any more (keep); `rename` names columns that repeat the person's name or address.
    """

    export: str = ""
    erase: Erase = "keep"
    leave_out: tuple[str, ...] = ()
    rename: tuple[str, ...] = ()


Rules = dict[str, Rule]
#: Every column of the forum that refers to a person, as table.column. A test asks for those that are missing.
RULES: Rules = {
    "acceptance.by_id": Rule("acceptances"),
    "affected.user_id": Rule("me_too"),
    "answer_request.by_id": Rule("asked_others", "detach"),
    "answer_request.user_id": Rule("was_asked", "delete", leave_out=("by_id",)),  # may be behind a pseudonym
    "award.by_id": Rule(),
    "award.user_id": Rule("reputation", leave_out=("by_id",)),  # who voted or thanked is theirs to tell
    "bookmark.user_id": Rule("bookmarks", "delete"),
    "candidate.user_id": Rule("may_know", "delete"),
    "duplicate.by_id": Rule(),
    "duplicate_proposal.decided_by_id": Rule(),
    "echo_telling.by_id": Rule("told_many_elsewhere"),
    "erasure.user_id": Rule("erasures"),
    "event.by_id": Rule("acts"),
    "following.user_id": Rule("follows", "delete"),
    "flag.by_id": Rule("reports", leave_out=("settled_by_id",)),
    "flag.settled_by_id": Rule(),
    "hiding.by_id": Rule(),
    "hiding.lifted_by_id": Rule(),
    "identity.user_id": Rule("identities", "detach"),
    "kept_draft.user_id": Rule("drafts", "delete"),
    "issue_link.by_id": Rule(),
    "known_issue.by_id": Rule(),
    "known_issue.mended_by_id": Rule(),
    "mention.user_id": Rule("named_in", "delete"),
    "muting.user_id": Rule("not_my_topics", "delete"),
    "notice_choice.user_id": Rule("notice_choices", "delete"),
    "notification.by_id": Rule(),
    "notification.user_id": Rule("notices", "delete"),
    "parting.by_id": Rule(),
    "pin.by_id": Rule(),
    "pin.ended_by_id": Rule(),
    "post.author_id": Rule("posts", leave_out=("html", "renderer")),
    "post.behind_id": Rule("anonymous_posts", "detach", leave_out=("html", "renderer")),
    "post.edited_by_id": Rule(),
    "public_act.by_id": Rule(),
    "revision.by_id": Rule("revisions"),
    "saved_search.user_id": Rule("saved_searches", "delete", leave_out=("key", "cursor")),
    "earlier_solution.by_id": Rule("earlier_solutions"),
    "showing.user_id": Rule("drafts_compared", "delete"),
    "skip.user_id": Rule("skipped", "delete"),
    "synonym_group.by_id": Rule(),
    "suspension.by_id": Rule(),
    "suspension.lifted_by_id": Rule(),
    "suspension.user_id": Rule("suspensions", leave_out=("by_id", "lifted_by_id")),
    "telling.by_id": Rule("told_elsewhere"),
    "telling_proposal.by_id": Rule("proposed_words"),
    "telling_proposal.decided_by_id": Rule(),
    "thread.asker_id": Rule("questions"),
    "thread.behind_id": Rule("anonymous_questions", "detach"),
    "thread_lock.by_id": Rule(),
    "thread_lock.lifted_by_id": Rule(),
    "thread_move.by_id": Rule(),
    "vote.user_id": Rule("votes"),
}
_ABOUT_THE_ACCOUNT = ("password_hash", "epoch", "name_key", "email_key")
_INSIDE_A_MAIL = ("body", "error", "attempts", "next_at")  # bodies bear links that open the account
_README = """What {name} wrote and did at {company}, and what is kept about the account, as of {at}.

Each file is a list of rows in JSON; times are UTC. Your words are in posts.json and revisions.json. Your
password is not here, and nowhere else: only a fingerprint of it is kept. What was masked in your posts is masked here.
"""


def rules() -> Rules:
    """The rules of the running app: those of the forum and of all its packages."""
    found: Rules = current_app.extensions["personal"]
    return found


def _column(place: str) -> Column[Any]:
    table, _, name = place.partition(".")
    return db.metadata.tables[table].columns[name]


def sections(person: User) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    """All that is kept about a person, heading by heading, the account itself first."""
    yield "account", _rows(User.__table__.columns.id, person.id, _ABOUT_THE_ACCOUNT)
    for place, rule in rules().items():
        if rule.export:
            yield rule.export, _rows(_column(place), person.id, rule.leave_out)
    yield "mails", _rows(OutgoingMail.__table__.columns.recipient, person.email, _INSIDE_A_MAIL)


def _rows(column: Any, value: object, leave_out: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    told = [each for each in column.table.columns if each.name not in leave_out]
    query = select(*told).where(column == value).order_by(*column.table.primary_key.columns)
    for row in db.session.execute(query.execution_options(yield_per=500)):
        yield row._asdict()


def write_export(person: User, file: IO[bytes], company: str) -> None:
    """Write all that is kept about a person into a ZIP: a JSON list a heading, and a word about them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        words = _README.format(name=person.name, company=company, at=f"{now():%Y-%m-%d %H:%M} UTC")
        zipped.writestr("README.txt", words)
        for heading, found in sections(person):
            zipped.writestr(
                f"{heading}.json", json.dumps(list(found), ensure_ascii=False, indent=1, default=str) + "\n"
            )


def erase_rows(person_id: int, name: str) -> None:
    """Delete or detach the rows that the rules say are a person's own; `name` stands where theirs was repeated."""
    for place, rule in rules().items():
        column = _column(place)
        if rule.rename:
            renamed = dict.fromkeys(rule.rename, name)
            db.session.execute(update(column.table).where(column == person_id).values(renamed))
        if rule.erase == "delete":
            db.session.execute(delete(column.table).where(column == person_id))
        elif rule.erase == "detach":
            db.session.execute(update(column.table).where(column == person_id).values({column.name: None}))
