"""Tests of search: full text, similar questions, and how they are judged."""
