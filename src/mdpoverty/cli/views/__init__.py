"""What commands show: tables and words for a terminal or a text file."""
