"""What the classification of columns in contracts becomes at the table: masks, row filters, tags."""
