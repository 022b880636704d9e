"""The record of a smoke test: how it is told from a source's own, by functions, the lakehouse and who sends it."""

from typing import Final

FIELD: Final = "_smoke_test"
"""The field that a smoke test's record has beside those of its contract, with the test's id as its value. No contract
can have it: names of columns begin with a letter."""

RULE: Final = "record.smoke_test"
"""The rule of every dataset that keeps such a record out of silver; quarantine has it, so that none is lost."""

FILE_PREFIX: Final = "anthill-smoke-"
"""How the name of a smoke test's file begins, whatever names the source's own files have."""

DROPS: Final = "incoming/drop/"
"""Where files wait that are put by S3. A smoke test sends one there, and never into the folder of a partner."""
