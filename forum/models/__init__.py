"""What is true: the tables of the forum."""

from forum.models.award import Award
from forum.models.brand import Brand, BrandHandle
from forum.models.erasure import Erasure
from forum.models.event import Delivery, Event
from forum.models.heartbeat import Heartbeat
from forum.models.identity import Identity
from forum.models.ledger import ImportRun, LedgerEntry
from forum.models.mail import OutgoingMail
from forum.models.notification import Notification
from forum.models.origin import Origin
from forum.models.post import Hiding, Post, Revision, SealedOriginal
from forum.models.tag import Tag, ThreadTag
from forum.models.thread import Acceptance, RelatedThread, Thread
from forum.models.user import User
from forum.models.vote import Vote

__all__ = [
    "Acceptance",
    "Award",
    "Brand",
    "BrandHandle",
    "Delivery",
    "Erasure",
    "Event",
    "Heartbeat",
    "Hiding",
    "Identity",
    "ImportRun",
    "LedgerEntry",
    "Notification",
    "Origin",
    "OutgoingMail",
    "Post",
    "RelatedThread",
    "Revision",
    "SealedOriginal",
    "Tag",
    "Thread",
    "ThreadTag",
    "User",
    "Vote",
]
