"""Rates and Alkire-Foster measures of groups of households, with survey standard errors."""
