"""Tests mirror the code; stories about people stand in test_journey.py."""
