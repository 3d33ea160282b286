"""Tests of the formats that posts come in as."""
