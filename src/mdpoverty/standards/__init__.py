"""Threshold files: what they may say, loading them, putting them into words, comparing them."""
