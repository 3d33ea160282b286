"""Tests of forum.services."""
