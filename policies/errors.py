"""The error of files of accepted exceptions, apart from what is slow to load."""


class AcceptanceError(ValueError):
    """Says which entry of which file is wrong, where, what was given and what is allowed."""
