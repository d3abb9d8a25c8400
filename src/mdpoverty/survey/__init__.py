"""A survey: its rows as cells, opened from files, and the values that cells hold."""
