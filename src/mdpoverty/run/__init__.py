"""Passing the rows of a survey once: what is delivered, what is refused, and an account of all."""
