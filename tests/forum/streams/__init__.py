"""Streams, without a server: the hub is led by hand, and listened to through pairs of sockets."""
