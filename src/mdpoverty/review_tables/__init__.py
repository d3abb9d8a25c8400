"""The official tables of a yearly review, as a workbook in Vietnamese."""
