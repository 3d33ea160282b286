"""Telling the operator's other machine about alarms, where a webhook is set."""

import json
import time

from forum import settings
from forum.extensions import db
from forum.models import Event
from moderation import webhook
from moderation.services import alarm_letters


def tell(event: Event) -> None:
    """Tell it of one event, under an id that stays the same when it is told again.

    Raises webhook.RefusedError when it did not take it: the delivery is tried again later.
    """
    given = settings.current()
    if not given.alarm_webhook:
        return
    body = json.dumps(alarm_letters.told(event)).encode()
    headers = webhook.signed(f"event-{event.id}", int(time.time()), body, given.alarm_webhook_secret)
    db.session.rollback()  # nothing was written: the call may take seconds, and no writer waits for it
    webhook.call(given.alarm_webhook, body, headers, given.alarm_webhook_private == "on")
