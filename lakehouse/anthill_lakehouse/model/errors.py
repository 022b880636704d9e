"""The error of training, which those who catch it get without loading MLflow."""


class TooLittleDataError(Exception):
    """There are too few rows with features and target to fit anything."""
