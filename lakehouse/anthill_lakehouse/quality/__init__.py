"""What is expected of records: rules as data, each with what happens where it is broken."""
