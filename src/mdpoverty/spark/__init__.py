"""What is native to Spark: from its frames to values, with the meaning that `cells` has."""
