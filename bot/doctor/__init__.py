"""`dateline doctor`: everything that can be wrong, looked at without changing anything."""
