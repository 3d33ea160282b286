"""Tests of forum.cli."""
