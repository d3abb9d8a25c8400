"""Files: rows of every format that surveys come in, and tables written whole or not at all."""
