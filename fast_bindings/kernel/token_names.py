"""Lets a program keep the tokens that it holds where Node, which does the rest, numbers its own otherwise."""

import functools
import re
from typing import Any, Final

from fast_bindings.kernel.tokens import MARK, TOKENS, index_of, number_of

NAME: Final = re.compile(r"TfToken\[TOKEN\.(\d+)\]")


class TokenNames:
    """The numbers of this kernel's tokens and of Node's, one for one."""

    def __init__(self) -> None:
        self._node: dict[int, int] = {}
        self._python: dict[int, int] = {}
        self.complete = False

    def pair(self, python: Any, node: Any) -> bool:
        """Note that two values are the same token; return whether they are, or are equal anyway."""
        if isinstance(python, str) and isinstance(node, str):
            ours, theirs = NAME.findall(python), NAME.findall(node)
            for one, other in zip(map(int, ours), map(int, theirs), strict=False):
                self._note(one, other)
            return NAME.sub("", python) == NAME.sub("", node) and len(ours) == len(theirs)
        one, other = _index(python), _index(node)
        if one is not None and other is not None:
            self._note(one, other)
            return True
        return python == node

    def _note(self, python: int, node: int) -> None:
        self._node[python], self._python[node] = node, python

    def to_node(self, value: Any) -> Any:
        """Return a text or number of the program with Node's tokens."""
        return _renamed(value, self._of_node)

    def _of_node(self, python: int) -> int:
        return self._node.get(python, python)

    def from_node(self, value: Any) -> Any:
        """Return a text or number of Node with tokens that the program knows, or that are new to it."""
        return _renamed(value, self._known) if self.complete else value

    def _known(self, node: int) -> int:
        if node not in self._python:
            self._note(TOKENS.count, node)
            TOKENS.count += 1
        return self._python[node]

    def install(self, module: Any) -> None:
        """Translate all that jsii sends to Node and gets from there; `module` is jsii._kernel."""
        send, receive = module._make_reference_for_native, module._recursize_dereference

        @functools.wraps(send)
        def sent(kernel: Any, value: Any) -> Any:
            return send(kernel, self.to_node(value))

        @functools.wraps(receive)
        def received(kernel: Any, value: Any) -> Any:
            return receive(kernel, self.from_node(value))

        # Both call themselves by their names in the module, at every depth.
        module._make_reference_for_native, module._recursize_dereference = sent, received


def _renamed(value: Any, name: Any) -> Any:
    if type(value) is str:
        return (
            NAME.sub(lambda found: f"TfToken[TOKEN.{name(int(found[1]))}]", value) if MARK in value else value
        )
    index = _index(value)
    return value if index is None else number_of(name(index))


def _index(value: Any) -> int | None:
    return index_of(value) if type(value) is float else None
