"""The commands of `anthill` as they are, though each is loaded only when it is called."""

from typing import Any


def sub_commands(command: Any) -> dict[str, Any]:
    """The sub-commands of a command by name; none if it is no group."""
    if not hasattr(command, "list_commands"):
        return {}
    return {name: command.get_command(None, name) for name in command.list_commands(None)}
