"""Column maps: where a survey has which variable, in which codes and units."""
