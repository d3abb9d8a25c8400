"""Whose class differs, between two standards or two profiles, and why."""
