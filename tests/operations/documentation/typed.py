"""Reads what pages tell people to type, and finds what is wrong with it."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import typer

from operations.cli import app
from tests.inventory.test_addresses import RECORDED
from tests.operations.documentation.aws_commands import aws_fault
from tests.support.command_tree import sub_commands

ROOT = Path(__file__).resolve().parents[3]
OTHERS: Final = frozenset(
    {
        "cat",
        "cd",
        "cp",
        "databricks",
        "eval",
        "export",
        "git",
        "grep",
        "mkdir",
        "pytest",
        "python",
        "sed",
        "source",
        "uv",
    }
)
"""What a console block may call beside `anthill`, `aws`, `cdktf` and `make`; their options are not looked at."""

BEFORE: Final = (["uv", "run"], ["nice"])
"""What may stand before a command."""

MADE: Final = (
    r"(.*/)?(plan\.bin|plan\.json|manifest\.json|outputs\.json|review\.(md|html|json)|LICENCES\.md|dev\.env|databricks\.sqlite)",
    r"(release|plan|deployments|cdktf\.out|site|\.anthill|\.venv|node_modules)/.*",
    r"terraform\..*tfstate|cdk\.tf\.json",
)
"""Files that commands write, or people: none is in the repository."""

EXAMPLES: Final = frozenset(
    {
        "contracts/datasets/fx_rates.json",
        "environments/stage.py",
        "samples/fx-rates.jsonl",
        "stacks/taken_over.py",
    }
)
"""Files that a page has people write."""

IGNORED: Final = frozenset(
    {".git", ".venv", ".anthill", "node_modules", "cdktf.out", "site", "__pycache__", "dist"}
)
ENDINGS: Final = r"\.(py|toml|json|jsonl|md|yml|yaml|html|css|js|cjs|csv|lock|sql|txt)"


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each fenced block."""
    return re.findall(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", page.read_text(), re.MULTILINE | re.DOTALL)


def lines(page: Path) -> Iterator[str]:
    """Each line of the console blocks, continued ones joined, without comments."""
    for language, text in blocks(page):
        if language == "console":
            yield from (line for line in text.replace("\\\n", " ").splitlines() if line.strip())


def spans(page: Path) -> list[str]:
    """What stands in backticks outside of fenced blocks."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)]


def commands(line: str) -> Iterator[list[str]]:
    """The simple commands of a line of shell, those in $(...) too, without redirections and settings."""
    for inner in re.findall(r"\$\(([^()]*)\)", line):
        yield from commands(inner)
    lexer = shlex.shlex(re.sub(r"\$\([^()]*\)", "VALUE", line), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    skip = False
    for word in [*lexer, ";"]:
        if skip:
            skip = False
        elif set(word) <= set(";&|"):
            if words:
                yield words
            words = []
        elif set(word) <= set("<>"):
            skip = True
        else:
            words.append(word)


def fault(words: Sequence[str], *, whole: bool) -> str | None:
    """What is wrong with a command, None if nothing is. Only a whole one must have all that is required."""
    words = list(words)
    while words and (setting := re.fullmatch(r"([A-Z][A-Z0-9_]*)=.*", words[0])):
        if setting[1].startswith("ANTHILL_") and setting[1] not in variables():
            return f"no variable {setting[1]}"
        words.pop(0)
    for prefix in BEFORE:
        if words[: len(prefix)] == prefix:
            words = words[len(prefix) :]
    if words[:1] == ["--with"]:
        # A package beside the project's own, for this command alone.
        words = words[2:]
    if not words:
        return None
    program, arguments = words[0].removeprefix(".venv/bin/"), words[1:]
    match program:
        case "anthill" | "aws":
            told = anthill_fault if program == "anthill" else aws_fault
            return told(arguments, whole=whole)
        case "cdktf":
            return cdktf_fault(arguments)
        case "make":
            return next((f"no verb {verb} of make" for verb in arguments if verb not in verbs()), None)
        case _:
            there = program in OTHERS or (ROOT / program).is_file()
            return None if there else f"{program} is no command that pages name"


def anthill_fault(arguments: Sequence[str], *, whole: bool) -> str | None:
    command: Any = typer.main.get_command(app)
    rest = [word for word in arguments if word != "--help"]
    while (held := sub_commands(command)) and rest:
        name = rest.pop(0)
        if name not in held:
            return f"no command {name}; there are {', '.join(held)}"
        command = held[name]
    whole = whole and "--help" not in arguments
    if held:
        return "names a group, not a command" if whole else None
    return _given_fault(command, rest, whole=whole)


def _given_fault(command: Any, given: list[str], *, whole: bool) -> str | None:
    context = command.context_class(command, info_name=command.name)
    try:
        values, extra, _ = command.make_parser(context).parse_args(args=given)
    except Exception as error:  # noqa: BLE001 - the parser's own errors are of a private package
        return str(getattr(error, "message", error))
    if extra:
        return f"too many arguments: {' '.join(extra)}"
    missing = [each.name for each in command.params if each.required and not values.get(each.name)]
    return f"lacks {', '.join(missing)}" if whole and missing else None


def cdktf_fault(arguments: Sequence[str]) -> str | None:
    if not arguments or arguments[0] not in cdktf_options():
        return f"no command of cdktf in {' '.join(arguments)!r}"
    known = cdktf_options()[arguments[0]]
    for word in arguments[1:]:
        if word.startswith("--") and word[2:].partition("=")[0] not in known:
            return f"no option {word}; there are {', '.join(sorted(known))}"
        if word.startswith("anthill") and word not in RECORDED:
            return f"no stack {word}; there are {', '.join(RECORDED)}"
    return None


@cache
def cdktf_options() -> dict[str, set[str]]:
    """The options of each command of the installed cdktf-cli, read from its parser's definitions."""
    text = (ROOT / "node_modules/cdktf-cli/bundle/bin/cdktf.js").read_text()
    general = {"help", "version", "log-level", "disable-plugin-cache-env"}
    found: dict[str, set[str]] = {}
    parts = re.split(r'command="([a-z]+)[^"]*";this\.describe', text)[1:]
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        options = general | set(re.findall(r'option\("([a-z-]+)"', part))
        aliases = re.match(r"[^;]*;this\.aliases=\[([^]]*)\]", part)
        for each in [name, *re.findall(r'"([a-z]+)"', aliases[1] if aliases else "")]:
            found.setdefault(each, options)
    return found


@cache
def verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def files() -> frozenset[str]:
    found: set[str] = set()
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in IGNORED]
        found |= {(Path(folder) / name).relative_to(ROOT).as_posix() for name in [*inner, *names]}
    return frozenset(found)


@cache
def variables() -> set[str]:
    read = {
        name
        for name in files()
        if name.endswith((".py", ".yml")) and not re.match("docs/|tests/(?!support/)", name)
    }
    return {found for name in read for found in re.findall(r"ANTHILL_[A-Z_]+", (ROOT / name).read_text())}


def path_fault(span: str, page: Path) -> str | None:
    """What is wrong with a path: it may begin at the root, at the page, or be the end of one file's."""
    path = re.sub(r"(:\d+|::\w+)$", "", span).rstrip("/")
    looks = re.fullmatch(rf"[\w./-]*\w{ENDINGS}", path) or (
        # The reference is full of paths of constructs, which look like those of files.
        "reference" not in page.parts
        and re.fullmatch(r"[\w./-]+", path)
        and "/" in path
        and path.partition("/")[0] in files()
    )
    if not looks or path in EXAMPLES or any(re.fullmatch(made, path) for made in MADE):
        return None
    if path in files() or (page.parent / path).exists() or any(name.endswith(f"/{path}") for name in files()):
        return None
    return "no file of the repository"


def faults(page: Path) -> list[str]:
    found = [
        f"{line}: {wrong}"
        for line in lines(page)
        for words in commands(line)
        if (wrong := fault(words, whole=True))
    ]
    for span in spans(page):
        if re.match(r"(ANTHILL_\w+=\S+ )?(uv run )?(anthill|aws|cdktf|make) ", span) and "..." not in span:
            # What may be left out stands in brackets.
            plain = re.sub(r"[\[\]]", " ", span)
            found += [f"{span}: {wrong}" for words in commands(plain) if (wrong := fault(words, whole=False))]
        elif re.fullmatch(r"ANTHILL_[A-Z_]+(=\S*)?", span):
            found += [f"{span}: no such variable"] if span.partition("=")[0] not in variables() else []
        elif wrong := path_fault(span, page):
            found.append(f"{span}: {wrong}")
    return found
