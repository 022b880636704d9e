"""Writes random stacks by whichever kernel runs: `random_program.py COUNT OUTDIR SEED...`, each to OUTDIR/SEED."""

import importlib
import inspect
import pkgutil
import random
import sys
import typing
from pathlib import Path
from typing import Any

import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402
import constructs  # noqa: E402
from cdktf import App, Fn, S3Backend, TerraformOutput, TerraformStack  # noqa: E402
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags  # noqa: E402
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider  # noqa: E402

TEXTS = (
    *(
        "a",
        "B-c",
        "x_y",
        "é ü",
        "line\nbreak",
        "${var.x}",
        "a}b",
        "1e5",
        "",
        "100",
        "$",
        "back\\slash",
        "tab\t",
    ),
    *("\u2028", "😀", "%{if}", "/p/*", "\x7f\x01", "$${x}", "}"),
)
NUMBERS = (0, 1, -3, 7, 2.5, 0.001, 1e21, 3.0, 123456789012, 1e-7, 0.1 + 0.2)
KEYS = ("k", "Key-1", "10", "2", "z.z", "é", "aB", "01")
DEEPEST = 5
META = frozenset({"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioners"})
PACKAGES = ("cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_databricks")
NOTHING = object()


class Writer:
    """Makes random values of a type."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - to be repeated by its seed, not a secret
        self.tokens: list[str] = []

    def text(self) -> str:
        """Return a text, perhaps with tokens."""
        draw = self.random.random()
        if self.tokens and draw < 0.25:
            return self.random.choice(self.tokens)
        if self.tokens and draw < 0.35:
            first, second = self.random.choice(self.tokens), self.random.choice(self.tokens)
            return f"{self.random.choice(TEXTS)}{first}{self.random.choice(TEXTS)}{second}"
        return f"{self.random.choice(TEXTS)}{self.random.randrange(9)}"

    def value(self, kind: Any, depth: int) -> Any:  # noqa: PLR0911 - one for each type
        """Return a value of a type, NOTHING where none is made."""
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if kind is str:
            return self.text()
        if kind is bool:
            return self.random.random() < 0.5
        if kind in {int, float}:
            return self.random.choice(NUMBERS)
        if kind is Any:
            return self.random.choice(
                [self.text(), 3, True, [self.text()], {"k": self.text(), "2": 1, "1": [2]}]
            )
        if origin is typing.Union:
            return self.one_of([each for each in inner if _made(each, len(inner))], depth)
        if inner and getattr(origin, "__name__", "") in {"list", "Sequence"}:
            return self.several(inner[0], depth)
        if inner and getattr(origin, "__name__", "") in {"dict", "Mapping"}:
            made = {
                self.random.choice(KEYS): self.value(inner[1], depth + 1)
                for _ in range(self.random.randrange(4))
            }
            return NOTHING if NOTHING in made.values() else made
        if inspect.isclass(kind) and hasattr(kind, "__jsii_name_mapping__") and depth <= DEEPEST:
            return self.struct(kind, depth + 1)
        return NOTHING

    def one_of(self, kinds: list[Any], depth: int) -> Any:
        self.random.shuffle(kinds)
        for kind in kinds:
            made = self.value(kind, depth)
            if made is not NOTHING:
                return made
        return NOTHING

    def several(self, kind: Any, depth: int) -> Any:
        made = [self.value(kind, depth + 1) for _ in range(self.random.choice([0, 1, 1, 2, 3]))]
        return NOTHING if any(each is NOTHING for each in made) else made

    def struct(self, kind: Any, depth: int) -> Any:
        hints = typing.get_type_hints(kind.__init__)
        given: dict[str, Any] = {}
        for name, parameter in inspect.signature(kind.__init__).parameters.items():
            needed = parameter.default is inspect.Parameter.empty
            if (
                name == "self"
                or name in META
                or (not needed and self.random.random() > (0.55 if depth < 3 else 0.35))
            ):
                continue
            made = self.value(hints[name], depth)
            if made is not NOTHING:
                given[name] = made
            elif needed:
                return NOTHING
        return kind(**given)


def _made(kind: Any, count: int) -> bool:
    """Return whether values of one type of a union are made: no null, no token object, no map for a list of blocks."""
    return (
        kind is not type(None)
        and getattr(kind, "__name__", "") != "IResolvable"
        and not (typing.get_origin(kind) is dict and count > 1)
    )


def classes(writer: Writer, count: int) -> list[tuple[Any, Any]]:
    """Return random resources and data sources of both providers, each with the struct of its arguments."""
    found: list[tuple[Any, Any]] = []
    for package, share in zip(PACKAGES, (count, count // 4), strict=True):
        modules = sorted(
            each.name for each in pkgutil.iter_modules(importlib.import_module(package).__path__)
        )
        for name in writer.random.sample(
            [each for each in modules if each not in {"provider", "_jsii"}], share
        ):
            module = importlib.import_module(f"{package}.{name}")
            for member in vars(module).values():
                if inspect.isclass(member) and issubclass(
                    member, (cdktf.TerraformResource, cdktf.TerraformDataSource)
                ):
                    config = getattr(module, f"{member.__name__}Config", None)
                    if config is not None:
                        found.append((member, config))
                    break
    return found


def fill(writer: Writer, stack: TerraformStack, count: int) -> None:
    """Put random elements into a stack: resources at several depths, with references, overrides and outputs."""
    draw = writer.random
    providers = {
        "aws": AwsProvider(
            stack,
            "aws2",
            alias="two",
            region="us-east-1",
            default_tags=[AwsProviderDefaultTags(tags={"aB": "c"})],
        ),
        "databricks": DatabricksProvider(stack, "db2", alias="acc", host="https://example.invalid"),
    }
    scopes: list[constructs.Construct] = [stack]
    for name in ("one", "Default", "Resource", "10", "2"):
        scopes.append(constructs.Construct(draw.choice(scopes), name))
    made: list[Any] = []
    for number, (kind, config) in enumerate(classes(writer, count)):
        arguments = writer.struct(config, 0)
        if arguments is NOTHING:
            continue
        more: dict[str, Any] = {}
        if made and draw.random() < 0.3:
            more["depends_on"] = draw.sample(made, min(len(made), 2))
        if draw.random() < 0.3:
            more["provider"] = providers["databricks" if "databricks" in kind.__module__ else "aws"]
        if draw.random() < 0.2:
            more["lifecycle"] = cdktf.TerraformResourceLifecycle(
                prevent_destroy=True, ignore_changes=["tags", "x"]
            )
        element = kind(
            draw.choice(scopes),
            f"r{number}" if draw.random() < 0.8 else str(100 + number),
            **arguments._values,
            **more,
        )
        made.append(element)
        _read(writer, stack, element, number)
        if draw.random() < 0.2:
            element.add_override(
                draw.choice(["tags.A", "new.deep.key", "list"]),
                draw.choice([writer.text(), 3, [1, "x"], {"r": "s"}]),
            )


def _read(writer: Writer, stack: TerraformStack, element: Any, number: int) -> None:
    """Read attributes that are texts, numbers and lists of texts, and put them into outputs and functions."""
    texts = [
        name
        for name, member in inspect.getmembers(type(element), lambda each: isinstance(each, property))
        if typing.get_type_hints(member.fget).get("return") in {str, int, float, list[str]}
        and not name.endswith("_input")
        and name not in {"friendly_unique_id", "terraform_resource_type"}
    ]
    for place, name in enumerate(writer.random.sample(sorted(texts), min(3, len(texts)))):
        value = getattr(element, name)
        TerraformOutput(
            stack, f"o{number}-{place}", value=value, description=writer.random.choice([None, writer.text()])
        )
        if isinstance(value, str):
            writer.tokens.append(value)
    if writer.tokens and writer.random.random() < 0.3:
        token = writer.random.choice(writer.tokens)
        made = [
            Fn.sha1(token),
            Fn.join("-", [token, "lit", token]),
            Fn.substr(f"{token}lit", 0, 3),
            Fn.jsonencode({"a": [token]}),
        ]
        TerraformOutput(stack, f"f{number}", value=writer.random.choice(made))


def write(seed: int, count: int, outdir: Path) -> None:
    """Write the stack of one seed."""
    writer = Writer(seed)
    outdir.mkdir(parents=True)
    app = App(outdir=str(outdir))
    stack = TerraformStack(app, "random")
    S3Backend(stack, bucket="b", key="k", region="eu-west-1")
    AwsProvider(stack, "aws", region="eu-west-1")
    DatabricksProvider(stack, "databricks", host="https://example.invalid")
    fill(writer, stack, count)
    stack.add_override(writer.random.choice(["terraform.required_version", "terraform.x.y"]), ">=1")
    app.synth()


def main() -> None:
    for seed in sys.argv[3:]:
        write(int(seed), int(sys.argv[1]), Path(sys.argv[2]) / seed)


if __name__ == "__main__":
    main()
