"""Transfer Family answers in AWS's form.

moto 5.2.5 calls what is not there ServerNotFound and UserNotFound, where AWS says ResourceNotFoundException;
dates of keys are text, where AWS sends numbers; and a user without POSIX profile gets an empty one, where
AWS leaves it out (Transfer Family API reference, DescribeUser and errors).
"""

from typing import Any, Final

from moto.transfer import exceptions
from moto.transfer.types import User, prune_unset

from operations.emulator.repairs.repair import Repair, replace

NOT_FOUND: Final = "ResourceNotFoundException"


def _install() -> None:
    for name in ("ServerNotFound", "UserNotFound", "PublicKeyNotFound"):
        _rename(getattr(exceptions, name))

    def to_dict(user: Any) -> dict[str, Any]:
        answer = prune_unset(original(user))
        for key in answer.get("SshPublicKeys", []):
            key["DateImported"] = float(key["DateImported"])
        return answer

    original = replace(User, "to_dict", to_dict)


def _rename(error: Any) -> None:
    def initialise(self: Any, *given: Any, **named: Any) -> None:
        original(self, *given, **named)
        exceptions.TransferError.__init__(self, NOT_FOUND, self.message)

    original = replace(error, "__init__", initialise)


TRANSFER_ANSWERS: Final = Repair(
    name="transfer answers",
    upstream="moto/transfer/exceptions.py; moto/transfer/types.py, User.to_dict",
    install=_install,
)
