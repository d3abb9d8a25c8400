"""The site of the documentation: its settings, and what it shows of the program as it is."""
