"""What happens: verbs that change rows and record events; the caller commits."""
