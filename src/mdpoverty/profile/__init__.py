"""Deprivation profiles that were written: reading them again, and the labels of their columns."""
