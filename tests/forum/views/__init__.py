"""Tests of forum.views."""
