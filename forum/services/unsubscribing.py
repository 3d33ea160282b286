"""The word in a mail that switches off its kind, by one click and without a log-in; it opens nothing else."""

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer

from forum import settings
from forum.extensions import db
from forum.mentions import fold
from forum.models import User
from forum.services.notice_kinds import KINDS


def token(user_id: int, email: str, kind: str) -> str:
    """A signed word for one person, one kind, and the address it is sent to: with another address it is dead."""
    return _signer().dumps([user_id, kind, _fingerprint(email)])


def address(user_id: int, email: str, kind: str) -> str:
    """Where that word is given back: the page that List-Unsubscribe names."""
    return f"{settings.current().base_url}/unsubscribe/{token(user_id, email, kind)}"


def meant_by(word: str) -> tuple[int, str] | None:
    """Whose mail of which kind this word switches off; None when it is forged or its address is not theirs any more."""
    try:
        user_id, kind, fingerprint = _signer().loads(word)
    except (BadSignature, ValueError, TypeError):
        return None
    user = db.session.get(User, user_id)
    is_good = user is not None and kind in KINDS and _fingerprint(user.email) == fingerprint
    return (int(user_id), str(kind)) if is_good else None


def _signer() -> URLSafeSerializer:
    keyed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(settings.current().secret_key, salt="frontporch.unsubscribe", signer_kwargs=keyed)


def _fingerprint(email: str) -> str:
    return hashlib.sha256(fold(email).encode()).hexdigest()[:12]
