"""A stage for tests: the cast amid everything that a forum can hold, with a word of its own in each private place."""

from dataclasses import dataclass, field
from typing import Any

from tests import scenes
from tests.cast import Cast

STAFF = frozenset({"ines", "omar", "priya", "sol"})
ADMIN = frozenset({"sol"})
NOBODY: frozenset[str] = frozenset()
CARD = "4242 4242 4242 4242"
VEILED = "qxveiledqx"  # the name of the account behind a pseudonym

#: Every private place: the word that only it holds, and who may read it.
SECRETS = {
    "qxhiddenanswerqx": STAFF | {"nils"},
    "qxhiddenrevisionqx": STAFF | {"nils"},
    "qxhiddentitleqx": STAFF | {"nils"},
    "qxhiddenquestionqx": STAFF | {"nils"},
    "qxhiddenechoqx": STAFF | {"nils"},
    "qxhiddentagqx": STAFF | {"nils"},
    "qxhiddencommentqx": STAFF | {"nils"},
    "qxdeletedbodyqx": NOBODY,
    "qxdeletedrevisionqx": NOBODY,
    "qxdeletedtitleqx": STAFF,
    "qxdeletedquestionqx": NOBODY,
    "qxcasenoteqx": STAFF,
    "qxescalationqx": STAFF,
    "qxresolutionqx": STAFF,
    "qxriskwordqx": STAFF,
    "qxflagwordsqx": STAFF | {"mara"},
    "qxappealwordsqx": STAFF | {"nils"},
    "qxappealdecisionqx": STAFF | {"nils"},
    "qxwarningqx": STAFF | {"theo"},
    "qxbulkreasonqx": STAFF,
    "qxmailbodyqx": ADMIN,
    "qxdeadletterqx": ADMIN,
    "qxproposedwordsqx": STAFF | {"theo"},
    "qxproposalreasonqx": STAFF | {"theo"},
    "qxnoticeqx": frozenset({"mara"}),
    "qxdraftqx": frozenset({"mara"}),
    "qxsavednameqx": frozenset({"mara"}),
    "qxsavedqueryqx": frozenset({"mara"}),
    "qxrejectedqx": STAFF,
    VEILED: NOBODY,
    "qxfilenameqx": STAFF,
    "qxdutyqx@example.net": ADMIN,
    "8000/acknowledgement/": ADMIN,
    "qxunsealingqx": STAFF,
    "qxhandoverqx": STAFF,
    "qxcannedtextqx": STAFF,
    "qxhiddentermqx": NOBODY,
    "qxsealedqx@example.net": NOBODY,
    CARD: NOBODY,
    CARD.replace(" ", ""): NOBODY,
    "mara@example.org": ADMIN | {"mara"},
    "nils@example.org": ADMIN | {"nils"},
    "$argon2": NOBODY,
}
#: Public words that stand beside the private ones: what a curious person would search for.
NEIGHBOURS = (
    "purple walrus modem",
    "green heron router",
    "copper badger antenna",
    "card october",
    "amber stork socket",
    "lilac newt charger",
)


@dataclass
class Stage:
    """`stage.places` gives the ids that addresses need, by name; `stage.cast` the people."""

    cast: Cast
    places: dict[str, Any] = field(default_factory=dict)

    def path(self, rule: str) -> str:
        """The address with our ids in it: `/threads/{open}`."""
        return rule.format_map(self.places)


def build(cast: Cast) -> Stage:
    """Fill the forum of this cast."""
    return Stage(cast, scenes.once(cast, _filled))


def _filled(cast: Cast) -> dict[str, Any]:
    """Let all of it happen; gives the places."""
    stage = Stage(cast)
    for scene in (
        _saved_searches,
        _questions,
        _elsewhere,
        _hidden_things,
        _echoed,
        _deleted_things,
        _veiled_things,
        _kept_order,
        _machinery,
        _rota,
        _twins,
    ):
        _within(stage, scene)
    cast.work()
    for scene in (_casework, _alarm, _second_looks, _proposed):
        _within(stage, scene)
    cast.work()
    return stage.places


def _within(stage: Stage, scene: Any) -> None:
    from forum.app import commit
    from forum.extensions import db
    from forum.models import User

    with stage.cast.app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in stage.cast.ids.items()}
        scene(stage.places, people)
        commit()


def _saved_searches(places: dict[str, Any], people: dict[str, Any]) -> None:
    """Searches that find what is said later: one of lilac newts, and one of what will be hidden."""
    from forum.services import saved_searches

    saved = saved_searches.save(people["mara"], "lilac newt -qxsavedqueryqx", "new", "qxsavednameqx")
    saved_searches.save(people["mara"], "walrus modem", "new", "Walruses")
    places["saved"] = saved.id


def _questions(places: dict[str, Any], people: dict[str, Any]) -> None:
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, reputation, threads, votes

    mara, nils, theo = people["mara"], people["nils"], people["theo"]
    open_ = threads.ask(
        mara,
        "Copper badger antenna hums",
        f"It hums since I paid with my card {CARD} in October. Mail me: qxsealedqx@example.net",
        ("wifi",),
    )
    solved = threads.ask(
        mara, "Hearth drops 5 GHz at night", "Every night at three the 5 GHz band is gone.", ("wifi", "mesh")
    )
    answer = posts.answer(
        solved.thread_id, theo, "Radar. Choose **channel 36**.\n\n```\nchannel 36\n```\n\n- then restart"
    )
    other = posts.answer(solved.thread_id, nils, "Mine does that too, amber stork socket.")
    comment = posts.comment(answer, mara, "Quiet evening, thank you.")
    staff = posts.answer(solved.thread_id, people["ines"], "From 4.3 on it does that by itself.")
    posts.edit(answer, theo, "Radar detection. Choose **channel 36**, it has none.")
    question = db.session.get_one(Post, solved.post_id)
    posts.edit(
        question, mara, question.body + "\n\nUpdated to 4.2.1.", "Hearth drops 5 GHz every night", ("wifi", "mesh")
    )
    threads.accept(solved.thread_id, answer.id, mara)
    votes.cast(answer.id, nils, 1)
    for _ in range(7):
        reputation.award(theo.id, "answer.accepted", answer, mara.id, answer.created_at)
    places |= {
        "open": open_.thread_id,
        "open_post": open_.post_id,
        "solved": solved.thread_id,
        "question": solved.post_id,
    }
    places |= {"answer": answer.id, "other": other.id, "comment": comment.id, "staff_answer": staff.id}


def _twins(places: dict[str, Any], people: dict[str, Any]) -> None:
    """Two questions that were asked before: one is closed as that, the other is not."""
    from forum.services import duplicates, threads

    asked = [threads.ask(people["mara"], "Hearth drops 5 GHz when it is dark", "Every night.") for _ in range(2)]
    duplicates.close(asked[0].thread_id, places["solved"], people["ines"])
    places |= {"twin": asked[0].thread_id, "likely_twin": asked[1].thread_id}


def _proposed(places: dict[str, Any], people: dict[str, Any]) -> None:
    """What the index holds for asked before: a question that waits, and one that is like a hidden question."""
    from sqlalchemy import delete

    from forum.extensions import db
    from forum.models import DuplicateProposal

    db.session.execute(delete(DuplicateProposal))
    row = {"thread_id": places["likely_twin"], "target_id": places["solved"], "score": 0.8, "terms": "hearth, dark"}
    proposal = DuplicateProposal(**row)
    like_hidden = {"thread_id": places["open"], "target_id": places["hidden"], "score": 0.8}
    db.session.add_all([proposal, DuplicateProposal(**like_hidden, terms="hum, qxhiddentermqx")])
    db.session.flush()
    places["held_for"] = proposal.id


def _hidden_things(places: dict[str, Any], people: dict[str, Any]) -> None:
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, threads

    nils, theo, ines = people["nils"], people["theo"], people["ines"]
    answer = posts.answer(places["solved"], nils, "purple walrus modem qxhiddenrevisionqx")
    posts.edit(answer, nils, "purple walrus modem qxhiddenanswerqx")
    posts.hide(answer, ines, "off topic")
    comment = posts.comment(db.session.get_one(Post, places["question"]), nils, "purple walrus modem qxhiddencommentqx")
    posts.hide(comment, ines, "off topic")
    words = (
        "Green heron router qxhiddentitleqx",
        "green heron router qxhiddenquestionqx blinks",
        ("wifi", "qxhiddentagqx"),
    )
    asked = threads.ask(nils, *words)
    answered = posts.answer(asked.thread_id, theo, "Let the heron sleep and restart it.")
    threads.accept(asked.thread_id, answered.id, nils)
    posts.hide(db.session.get_one(Post, asked.post_id), ines, "spam")
    places |= {"hidden_answer": answer.id, "hidden_comment": comment.id, "hidden": asked.thread_id}
    places |= {"hidden_question": asked.post_id, "answer_below_hidden": answered.id}


def _deleted_things(places: dict[str, Any], people: dict[str, Any]) -> None:
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, threads

    nils, theo = people["nils"], people["theo"]
    answer = posts.answer(places["solved"], nils, "amber stork socket qxdeletedrevisionqx")
    posts.edit(answer, nils, "amber stork socket qxdeletedbodyqx")
    posts.remove(answer, nils)
    gone = threads.ask(nils, "Amber stork socket qxdeletedtitleqx", "amber stork socket qxdeletedquestionqx")
    posts.remove(db.session.get_one(Post, gone.post_id), nils)
    stub = threads.ask(nils, "Blue otter lamp blinks", "blue otter lamp qxdeletedquestionqx")
    posts.answer(stub.thread_id, theo, "Press it twice.")
    posts.remove(db.session.get_one(Post, stub.post_id), nils)
    places |= {"deleted_answer": answer.id, "gone": gone.thread_id, "gone_post": gone.post_id, "stub": stub.thread_id}


def _veiled_things(places: dict[str, Any], people: dict[str, Any]) -> None:
    """Somebody asks under a pseudonym, and does there all that an asker can do."""
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import posts, threads, votes

    veiled = User(name=VEILED, email=f"{VEILED}@example.org", password_hash="!")
    db.session.add(veiled)
    db.session.flush()
    asked = threads.ask(
        veiled, "Lilac newt charger whines", "My lilac newt charger whines.", ("power",), pseudonym="Quiet Heron"
    )
    question = db.session.get_one(Post, asked.post_id)
    answer = posts.answer(asked.thread_id, people["theo"], "Lilac newt chargers do. Use another socket.")
    comment = posts.comment(answer, veiled, "Lilac newt: that was it.")
    posts.comment(question, people["nils"], "Mine whines as well, lilac newt.")
    own = posts.answer(asked.thread_id, veiled, "Lilac newt again: the cellar socket is fine.")
    posts.edit(
        question, veiled, "My lilac newt charger whines at night.", "Lilac newt charger whines at night", ("power",)
    )
    threads.accept(asked.thread_id, own.id, veiled)
    threads.accept(asked.thread_id, answer.id, veiled)
    votes.cast(question.id, people["nils"], 1)
    posts.hide(comment, people["ines"], "off topic")
    posts.show(comment, people["ines"], "It was on topic after all")
    places |= {"veiled": asked.thread_id, "veiled_question": asked.post_id, "veiled_comment": comment.id}
    places |= {"veiled_answer": own.id, "veiled_id": veiled.id}


def _kept_order(places: dict[str, Any], people: dict[str, Any]) -> None:
    """A reported answer, a locked thread, and somebody who was kept out for a while and came back."""
    from datetime import timedelta

    from forum.database import now
    from forum.extensions import db
    from forum.models import Post
    from forum.services import accounts, flags, holding, reasons, threads

    reported = db.session.get_one(Post, places["staff_answer"])
    flags.raise_flag(reported, people["mara"], reasons.offered("flag")[0], "qxflagwordsqx")
    asked = threads.ask(people["mara"], "Teal lynx charger clicks", "It clicks when it is full.", ("power",))
    threads.lock(holding.locked(asked.thread_id), people["ines"], "Going in circles")
    places |= {"flagged": reported.id, "locked": asked.thread_id}
    at = now()
    accounts.suspend(people["theo"], people["ines"], "Insults", at + timedelta(days=1), at)
    accounts.unsuspend(people["theo"], people["ines"], "It was somebody else", at)
    people["theo"].epoch = 0  # the clients of the tests bear the first


def _second_looks(places: dict[str, Any], people: dict[str, Any]) -> None:
    """An appeal that waits and one that was declined, a warning, and a bulk act that can be undone."""
    from forum.extensions import db
    from forum.models import Post
    from moderation.services import appeals, bulk, cases, hiding, warnings

    declined, waiting = (db.session.get_one(Post, places[name]) for name in ("hidden_question", "hidden_answer"))
    for post in (declined, waiting):
        appeals.ask(post, people["nils"], "qxappealwordsqx")
    hiding.leave_hidden(appeals.waiting_for(declined.id), people["omar"], "qxappealdecisionqx")
    warnings.warn(db.session.get_one(Post, places["answer"]), people["ines"], "qxwarningqx")
    marked = cases.of_threads([places["marked"]])[places["marked"]]
    places |= {"appeal": appeals.waiting_for(waiting.id).id, "case_marked": marked.id}
    places |= {"bulk": bulk.resolve([marked.id], people["ines"], "qxbulkreasonqx").id}
    places |= {"case_asked": cases.of_threads([waiting.thread_id])[waiting.thread_id].id}


def _elsewhere(places: dict[str, Any], people: dict[str, Any]) -> None:
    """A question from a network that theo answered here; he proposed words for there, and others were declined."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import Identity, Origin
    from forum.services import posts, tellings, threads
    from forum.services.writing import Draft

    juno = Identity(channel="twitter", handle="junopark", name="Juno Park", created_at=now())
    db.session.add(juno)
    db.session.flush()
    draft = Draft(body="Is the lamp meant to hum?", title="Is the lamp meant to hum", at=now(), is_markdown=False)
    draft.channel, draft.identity_id = "twitter", juno.id
    asked = threads.ask_many([draft])[0]
    origin = Origin(post_id=asked.post_id, thread_id=asked.thread_id, channel="twitter", external_id="4711")
    origin.url = "https://twitter.example/junopark/status/4711"
    db.session.add(origin)
    answer = posts.answer(asked.thread_id, people["theo"], "No. Loosen the two screws below it.")
    tellings.settle([asked.thread_id])
    row = tellings.own_answers([asked.thread_id])[0]
    refused = tellings.propose(row, "Loosen the screws, all of them.", people["theo"])
    tellings.decline(refused, people["ines"], "Two are enough. qxproposalreasonqx")
    proposal = tellings.propose(row, "Loosen the two screws. qxproposedwordsqx", people["theo"])
    places |= {"elsewhere": asked.thread_id, "there": answer.id, "proposal": proposal.id}


def _echoed(places: dict[str, Any], people: dict[str, Any]) -> None:
    """Somebody elsewhere says what a question from there says, and somebody what a hidden one says."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import Echo, Identity
    from forum.services import echoes

    otto = Identity(channel="twitter", handle="ottoline_k", name="Ottoline K", followers=1200, created_at=now())
    db.session.add(otto)
    db.session.flush()
    said = {"channel": "twitter", "identity_id": otto.id}
    echo = Echo(thread_id=places["elsewhere"], external_id="4712", body="Is the lamp meant to hum all night?", **said)
    hidden = Echo(thread_id=places["hidden"], external_id="4713", body="What a lemon! qxhiddenechoqx", **said)
    db.session.add_all([echo, hidden])
    db.session.flush()
    echoes.recount([echo.thread_id, hidden.thread_id])
    places["echo"] = echo.id


def _machinery(places: dict[str, Any], people: dict[str, Any]) -> None:
    """Put a letter, a dead delivery, a private notice and a rejected line of an import where they belong."""
    from forum.database import now
    from forum.events import record
    from forum.extensions import db
    from forum.models import AnswerRequest, Delivery, ImportRun, LedgerEntry, Notification
    from forum.services import dialects, drafts, mailing, threads

    places["synonyms"] = dialects.add("hob, stove", people["sol"]).id
    mailing.queue_mail("nils@example.org", "A link", "Open qxmailbodyqx within the hour.", now())
    event = record("thread.announced", places["solved"], places["question"])
    dead = Delivery(event_id=event.id, listener="forum.gone", attempts=6, next_at=now(), dead_at=now())
    dead.error = "LookupError: qxdeadletterqx"
    notice = Notification(
        user_id=people["mara"].id, kind="post.hidden", thread_id=places["solved"], post_id=places["comment"]
    )
    notice.by_id, notice.reason = people["ines"].id, "qxnoticeqx"
    run = ImportRun(file="qxfilenameqx.jsonl", format="jsonl", finished_at=now(), lines=1)
    db.session.add_all([dead, notice, run])
    db.session.flush()
    rejected = {"disposition": "rejected", "reason": "no text", "text": "qxrejectedqx", "day": now().date().isoformat()}
    db.session.add(LedgerEntry(run_id=run.id, line=1, channel="twitter", external_id="77", **rejected))
    place = f"answer:{places['open']}"
    drafts.keep(people["mara"].id, place, drafts.Words(body="green heron router qxdraftqx"))
    draft = drafts.at_place(people["mara"].id, place)
    danger = "The plug got so hot that it burned my hand, there was smoke. My lawyer will hear of this."
    for name in ("danger", "taken", "done", "raised", "marked"):
        places[name] = threads.ask(people["mara"], f"Ember power supply melted, {name}", danger, ("power",)).thread_id
    asked = AnswerRequest(thread_id=places["open"], user_id=people["theo"].id, by_id=people["mara"].id, at=now())
    db.session.add(asked)
    db.session.flush()
    places |= {"delivery": dead.id, "run": run.id, "request": asked.id, "draft": draft.id if draft else 0}


def _rota(places: dict[str, Any], people: dict[str, Any]) -> None:
    """An address that is on duty day and night, and a holiday."""
    from datetime import date

    from sqlalchemy import select

    from forum.extensions import db
    from moderation.models import Holiday, Shift
    from moderation.services import rota

    hours = {"days": 127, "begins": 0, "ends": 1440, "zone": "UTC"}
    shift = Shift(address="qxdutyqx@example.net", **hours)
    rota.add_shift(shift, people["sol"])
    rota.add_holiday(date(2026, 12, 25), "Christmas", "", people["sol"])
    places |= {"shift": shift.id, "holiday": db.session.scalar(select(Holiday.id))}


def _alarm(places: dict[str, Any], people: dict[str, Any]) -> None:
    """The alarm of the free case with the word in its mail; and a masked original that somebody has read, a hand-over note."""
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Post
    from moderation.models import Alarm, AlarmCall
    from moderation.services import alarm_letters, handover, texts, unsealing

    unsealing.unseal(db.session.get_one(Post, places["open_post"]), people["ines"], "qxunsealingqx")
    places["note"] = handover.leave_note(people["omar"], "qxhandoverqx").id
    words = {"title": "Swap", "body": "Hello {name}, qxcannedtextqx", "brand_id": None}
    places["text"] = texts.write(words, people["omar"]).id
    places["alarm"] = db.session.scalar(select(Alarm.id).where(Alarm.case_id == places["case_danger"]))
    call = select(AlarmCall.id).where(AlarmCall.alarm_id == places["alarm"])
    places["token"] = alarm_letters.token(db.session.scalar(call))


def _casework(places: dict[str, Any], people: dict[str, Any]) -> None:
    """A free case, one that ines has, one that is resolved and one that is escalated."""
    from forum.database import now
    from moderation.services import cases, casework, claims

    found = cases.of_threads([places[name] for name in ("danger", "taken", "done", "raised")])
    by_name = {name: found[places[name]] for name in ("danger", "taken", "done", "raised")}
    claims.claim(by_name["taken"], people["ines"], now())
    for case in by_name.values():
        first, *rest = case.reasons
        case.reasons = [{**first, "words": [*first["words"], "qxriskwordqx"]}, *rest]
        casework.note(case, people["ines"], "qxcasenoteqx", now())
    claims.release(by_name["danger"], people["ines"], now())
    casework.resolve(by_name["done"], people["ines"], "qxresolutionqx", now())
    casework.escalate(by_name["raised"], people["ines"], "qxescalationqx", now())
    places |= {f"case_{name}": case.id for name, case in by_name.items()}
