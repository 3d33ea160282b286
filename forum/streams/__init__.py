"""Server-sent events: one thread a process reads the event table and writes to all open streams."""
