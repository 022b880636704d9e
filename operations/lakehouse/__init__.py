"""The lakehouse's code on one machine: its input, its Java, what it made."""
