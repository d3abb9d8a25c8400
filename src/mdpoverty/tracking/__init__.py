"""Households over rounds: who left poverty, fell back or is newly poor, as stock and flow."""
