"""Benchmarks: every bar of the issues, measured and printed."""
