"""Lets a program keep the tokens that it holds where Node, which does the rest, numbers its own otherwise."""

import contextlib
import functools
import re
from collections.abc import Generator
from typing import Any, Final

from fast_bindings.kernel.tokens import (
    BEFORE,
    MARK,
    NUMBER_LIST_MARK,
    NUMBER_MARK,
    TOKENS,
    index_of,
    number_of,
)

IN_TEXT: Final = re.compile(r"-\d\.\d+e\+\d+")
NAME: Final = re.compile(r"TfToken\[TOKEN\.(\d+)\]")


class TokenNames:
    """The numbers of this kernel's tokens and of Node's, one for one."""

    def __init__(self) -> None:
        self._node: dict[int, int] = {}
        self._python: dict[int, int] = {}
        TOKENS.with_node = self._node
        # Node's numbers may come into any application of this process.
        TOKENS.any_numbers = True
        self.comparing = False
        """While calls are repeated: what Node returns is then compared with what this kernel returned."""

    def pair(self, python: Any, node: Any) -> bool:
        """Note that two values are the same token; return whether they are, or are equal anyway."""
        if python == node:
            for number in numbers_in(python):
                self._note(number, number)
            return True
        if isinstance(python, str) and isinstance(node, str):
            numbers, others = NAME.findall(python), NAME.findall(node)
            for one, other in zip(map(int, numbers), map(int, others), strict=False):
                self._note(one, other)
            return NAME.sub("", python) == NAME.sub("", node) and len(numbers) == len(others)
        if isinstance(python, dict) and isinstance(node, dict) and len(python) == len(node):
            return all(
                self.pair(one, other) and self.pair(python[one], node[other])
                for one, other in zip(python, node, strict=True)
            )
        ours, theirs = _number(python), _number(node)
        if ours is not None and theirs is not None and ours[1] == theirs[1]:
            self._note(ours[0], theirs[0])
            return True
        return False

    def _note(self, python: int, node: int) -> None:
        self._node[python], self._python[node] = node, python

    def has(self, value: Any) -> bool:
        """Return whether a value of the program has a token that Node alone knows."""
        return any(number in self._node and not BEFORE.has_token(number) for number in numbers_in(value))

    def to_node(self, value: Any) -> Any:
        """Return a text or number of the program with Node's tokens."""
        return _renamed(value, self._of_node)

    def _of_node(self, python: int) -> int:
        if python not in self._node:
            TOKENS.refuse_forgotten(python)
            return python
        return self._node[python]

    def from_node(self, value: Any) -> Any:
        """Return a text or number of Node with tokens that the program knows, or that are new to it."""
        return value if self.comparing else _renamed(value, self._known)

    @contextlib.contextmanager
    def compared(self, on: bool) -> Generator[None]:
        """Let what Node returns have Node's names, or not, within this context."""
        before, self.comparing = self.comparing, on
        try:
            yield
        finally:
            self.comparing = before

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


def numbers_in(value: Any) -> set[int]:
    """Return the numbers of the tokens in a value of a program, at any depth."""
    if type(value) is str:
        named = {int(each) for each in NAME.findall(value)} if MARK in value else set()
        return named | {index_of(float(each)) or 0 for each in _doubles(value)}
    if isinstance(value, list | tuple):
        return {number for each in value for number in numbers_in(each)}
    if isinstance(value, dict):
        return {number for pair in value.items() for number in numbers_in(pair)}
    token = _number(value)
    return set() if token is None else {token[0]}


def _renamed(value: Any, name: Any) -> Any:
    if type(value) is str:
        if MARK in value:
            value = NAME.sub(lambda found: f"TfToken[TOKEN.{name(int(found[1]))}]", value)
        for each in _doubles(value):
            value = value.replace(each, repr(number_of(name(index_of(float(each))))))
        return value
    if type(value) is dict and any(type(key) is str and MARK in key for key in value):
        return {_renamed(key, name): held for key, held in value.items()}
    token = _number(value)
    return value if token is None else number_of(name(token[0]), token[1])


def _doubles(text: str) -> list[str]:
    """Return the tokens of numbers in a text. JavaScript and Python write doubles of that size alike."""
    if "e+" not in text:
        return []
    return [each for each in IN_TEXT.findall(text) if index_of(float(each)) is not None]


def _number(value: Any) -> tuple[int, int] | None:
    """Return the number of the token that a float is, and which kind of token it is."""
    if type(value) is not float:
        return None
    for mark in (NUMBER_MARK, NUMBER_LIST_MARK):
        index = index_of(value, mark)
        if index is not None:
            return index, mark
    return None
