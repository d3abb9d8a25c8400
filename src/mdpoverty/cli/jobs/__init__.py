"""Carrying out commands: open, work, deliver, and say what became of the rows."""
