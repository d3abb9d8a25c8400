"""One household's class in words: what was asked, what it answered, what decided."""
