"""A report of a survey: the numbers behind its pictures, the pictures, and the page."""
