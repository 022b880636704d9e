"""The error of configuration."""


class ConfigurationError(ValueError):
    """Says what is wrong in the configuration, where, which value was given and which are allowed."""
