"""The error of contracts, apart from what is slow to load."""


class ContractError(ValueError):
    """Says what is wrong in which contract and where, what was given and what is allowed."""
