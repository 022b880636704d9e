"""The error of contracts, apart from what is slow to load."""


class ContractError(ValueError):
    """Says which part of which contract is wrong, what was given there and what is allowed."""

    def __init__(self, file: str, where: str, given: str, allowed: str) -> None:
        super().__init__(f"{file}: {where} is {given}; allowed: {allowed}")
        self.file = file
        self.where = where
        self.given = given
        self.allowed = allowed
