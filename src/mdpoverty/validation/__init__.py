"""Everything that can be said of a survey or a table of cases before it is classified."""
