"""What a standard means, as Narwhals expressions: conditions, counts, classes."""
