"""Sends samples into the sources of the embedded AWS, each by the way that its kind takes."""
