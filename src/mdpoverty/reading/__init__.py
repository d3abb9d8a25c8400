"""What a standard reads of a survey: its variables, its roster, and why a row is refused."""
