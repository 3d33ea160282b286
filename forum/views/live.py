"""What changes while one looks: the stream of signals, and the same for pages that poll."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import current_user

from forum import policy
from forum.services import news, reading
from forum.streams.hub import hub
from forum.streams.stream import HandedOver, Stream, greeting, message
from forum.views.limits import watching

pages = Blueprint("live", __name__)
AGAIN = 60  # seconds after which one may ask for a stream again, when all are taken


def live_from() -> str:
    """The place at which a page that is read now begins to hear; a view asks before it reads."""
    return str(hub().place() or "")


@pages.get("/live/stream")
@watching
def stream() -> Response:
    """Signals as server-sent events, for members: 204 ends a guest's for good, 503 means to poll."""
    reader, topics = news.Reader.of(current_user), _topics()
    place = hub().place()
    if not reader.is_authenticated:
        return Response(status=204)
    is_chunked = request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
    opened = Stream(reader, topics, place, is_chunked) if place else None
    if place is None or opened is None or not hub().admit(opened):
        return Response("poll instead\n", 503, {"Retry-After": str(AGAIN)}, mimetype="text/plain")
    asked = _asked_place()
    first = _missed(opened, asked, place) if asked else ""
    opened.numbers = news.gauges([reader])[reader.id]
    words = first + message("badge", opened.numbers) + greeting(opened.place)
    return Response(_handing_over(words, opened), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _topics() -> list[str]:
    """What the page follows, where it exists for this person; else 404."""
    topics = request.args.getlist("topic")[: news.MOST_TOPICS]
    for name in topics:
        topic = news.board().topic(name)
        if topic is None or not topic.may_follow(news.Reader.of(current_user)):
            abort(404)
        thread = reading.thread(int(name.partition(":")[2])) if ":" in name else None
        if ":" in name and (thread is None or not policy.may_see_thread(current_user, thread)):
            abort(404)
    return topics


def _asked_place() -> news.Place | None:
    return news.Place.read(request.headers.get("Last-Event-ID") or request.args.get("after", ""))


def _missed(opened: Stream, asked: news.Place, settled: news.Place) -> str:
    """What happened since the page looked or the stream broke; one that knows a later time than ours begins anew."""
    found, is_more = news.since(asked, opened.reader, opened.topics)
    if is_more or news.is_ahead(asked, settled):
        return message("stale", {})
    told, so_far = [], asked
    for row in found:
        so_far = so_far.after([row.id])
        heard = news.signals(opened.reader, opened.topics, row)
        told += [message("news", signal, so_far) for signal in heard]
    opened.place = so_far.after((), settled.floor)  # only when all of it arrived
    return "".join(told)


def _handing_over(words: str, opened: Stream) -> Iterator[str]:
    """The first words, and then the socket goes to the hub: a stream costs no thread."""
    yield words
    raise HandedOver(opened)


@pages.get("/live/news")
@watching
def poll() -> Response:
    """The same for pages without a stream: signals since `after`, numbers, and the place to ask from next time."""
    reader, topics = news.Reader.of(current_user), _topics()
    asked, place = _asked_place(), hub().place() or news.present()[0]
    found, is_more = news.since(asked, reader, topics) if asked else ([], False)
    told = [signal for row in found for signal in news.signals(reader, topics, row)]
    after = (asked or place).after([row.id for row in found], place.floor if found else 0)
    numbers = news.gauges([reader]).get(reader.id, {})
    is_stale = is_more or bool(asked and news.is_ahead(asked, place))
    response: Any = jsonify(news=told, badge=numbers, after=str(after), stale=is_stale)
    response.add_etag()
    return response.make_conditional(request)
