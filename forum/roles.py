"""The roles an account can have, and which of them work for the brand."""

ROLES = ("customer", "moderator", "approver", "admin")
STAFF = ("moderator", "approver", "admin")
