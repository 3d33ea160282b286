"""What is true: the tables of the forum."""

from forum.models.award import Award
from forum.models.bookmark import Bookmark
from forum.models.brand import Brand, BrandHandle
from forum.models.draft import KeptDraft
from forum.models.duplicate import Duplicate, DuplicateProposal, MovedPost
from forum.models.echo import Echo, EchoTelling, JoinedThread, Parting, Wording, WordingBand
from forum.models.erasure import Erasure
from forum.models.event import Delivery, Event
from forum.models.expertise import AnswerRequest, Candidate, Muting, Ranking, Skip
from forum.models.flag import Flag
from forum.models.following import Affected, Following, Mention
from forum.models.heartbeat import Heartbeat
from forum.models.identity import Identity
from forum.models.issue import IssueLink, KnownIssue, Pin
from forum.models.keeping import PublicAct, Suspension, ThreadLock, ThreadMove
from forum.models.ledger import ImportRun, LedgerEntry
from forum.models.mail import OutgoingMail
from forum.models.notification import NoticeChoice, Notification
from forum.models.origin import Origin
from forum.models.post import Hiding, Post, Revision, SealedOriginal
from forum.models.reason import Reason
from forum.models.saved_search import ArrivedPost, SavedHit, SavedSearch
from forum.models.suggestion import EarlierSolution, SearchMiss, Showing, ShownThread
from forum.models.synonym import SynonymGroup
from forum.models.tag import Tag, ThreadTag
from forum.models.telling import Telling, TellingProposal
from forum.models.thread import Acceptance, RelatedThread, Thread
from forum.models.user import User
from forum.models.vote import Vote

__all__ = [
    "Acceptance",
    "Affected",
    "AnswerRequest",
    "ArrivedPost",
    "Award",
    "Bookmark",
    "Brand",
    "BrandHandle",
    "Candidate",
    "Delivery",
    "Duplicate",
    "DuplicateProposal",
    "EarlierSolution",
    "Echo",
    "EchoTelling",
    "Erasure",
    "Event",
    "Flag",
    "Following",
    "Heartbeat",
    "Hiding",
    "Identity",
    "ImportRun",
    "IssueLink",
    "JoinedThread",
    "KeptDraft",
    "KnownIssue",
    "LedgerEntry",
    "Mention",
    "MovedPost",
    "Muting",
    "NoticeChoice",
    "Notification",
    "Origin",
    "OutgoingMail",
    "Parting",
    "Pin",
    "Post",
    "PublicAct",
    "Ranking",
    "Reason",
    "RelatedThread",
    "Revision",
    "SavedHit",
    "SavedSearch",
    "SealedOriginal",
    "SearchMiss",
    "Showing",
    "ShownThread",
    "Skip",
    "Suspension",
    "SynonymGroup",
    "Tag",
    "Telling",
    "TellingProposal",
    "Thread",
    "ThreadLock",
    "ThreadMove",
    "ThreadTag",
    "User",
    "Vote",
    "Wording",
    "WordingBand",
]
