"""Silver: typed, checked, each record once, with the history of its corrections."""
