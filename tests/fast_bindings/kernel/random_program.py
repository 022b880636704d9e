"""Writes random stacks by whichever kernel runs: `random_program.py COUNT OUTDIR SEED...`, each to OUTDIR/SEED.

Standard error has the seed before what is said of its stacks.
"""

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
import jsii  # noqa: E402
from cdktf import (  # noqa: E402
    App,
    Aspects,
    Fn,
    LocalBackend,
    Op,
    S3Backend,
    TerraformLocal,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    Token,
    VariableType,
)
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
IDS = ("9{}", "r:{}", "r/{}", "r {}", "r.{}", "é{}", "r\n{}", "R" * 250 + "{}")
OVERRIDDEN = (
    "tags.A",
    "new.deep.key",
    "list",
    "tags",
    "name",
    "count",
    "//.said",
    "lifecycle.prevent_destroy",
    "depends_on",
)
LISTS = ("list", "depends_on")
DEEPEST = 5
META = frozenset({"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioners"})
PACKAGES = ("cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_databricks")
NOT_READ = frozenset({"friendly_unique_id", "terraform_resource_type", "node", "cdktf_stack", "provisioners"})
NOTHING = object()


class Writer:
    """Makes random values of a type."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - to be repeated by its seed, not a secret
        self.tokens: list[str] = []
        self.others: list[Any] = []
        """Values of attributes that are no texts: numbers, lists, maps and booleans."""

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
                or (depth == 0 and name in META)
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
                prevent_destroy=True,
                ignore_changes=draw.choice([["tags", "x"], "all"]),
                precondition=[cdktf.Precondition(condition=writer.text(), error_message="no")],
                replace_triggered_by=draw.sample(made, min(len(made), 2)) or None,
            )
        if draw.random() < 0.05:
            more["count"] = draw.choice([2, 0, Token.as_number(writer.text())])
        element = kind(
            draw.choice(scopes),
            draw.choice(IDS).format(number) if draw.random() < 0.3 else f"r{number}",
            **arguments._values,
            **more,
        )
        made.append(element)
        _read(writer, stack, element, number)
        while draw.random() < 0.25:
            path, value = draw.choice(OVERRIDDEN), _override(writer)
            # An object over a list is left to Node.
            if not (isinstance(value, dict) and path in LISTS):
                element.add_override(path, value)


def _override(writer: Writer) -> Any:
    """Return what an override puts: a value, nothing, what a token stands for, or maps and lists of these."""
    text = writer.text()
    # What stands for a list or a map may not be merged with others.
    one = [each for each in writer.others[-1:] if not isinstance(each, list | dict)]
    return writer.random.choice([
        text, 3, None, [1, "x"], {"r": "s"}, {"r": None, "A": text}, {text: 1}, [None, {"k": text}],
        Token.as_any({"r": text}), Token.as_any(0), Token.as_string({"r": [text]}), *one,
    ])  # fmt: skip


def _read(writer: Writer, stack: TerraformStack, element: Any, number: int) -> None:
    """Read attributes of every kind, and what was given, and put them into outputs and functions."""
    names = [
        name
        for name, member in inspect.getmembers(type(element), lambda each: isinstance(each, property))
        if name not in NOT_READ | META and not name.endswith("_input") and _readable(member)
    ]
    for place, name in enumerate(writer.random.sample(sorted(names), min(4, len(names)))):
        value = getattr(element, name)
        if value is None:
            continue
        TerraformOutput(
            stack, f"o{number}-{place}", value=value, description=writer.random.choice([None, writer.text()])
        )
        if isinstance(value, str):
            writer.tokens.append(value)
        else:
            writer.others.append(value)
    for name in ("tags_input", "name_input", "description_input"):
        member = getattr(type(element), name, None)
        if member is None or "Resolvable" in str(typing.get_type_hints(member.fget)["return"]):
            continue
        if _readable(member) and (given := getattr(element, name)) is not None:
            TerraformOutput(stack, f"i{number}-{name}", value=given)
            reset = getattr(element, f"reset_{name.removesuffix('_input')}", None)
            if reset is not None and writer.random.random() < 0.3:
                reset()
    if writer.others and writer.random.random() < 0.4:
        other = writer.random.choice(writer.others)
        made = [
            Fn.jsonencode({"a": other}),
            Fn.length_of(other),
            Fn.conditional(Op.eq(other, 1), "a", other),
            [other],
        ]
        if isinstance(other, float):
            made += [f"port {other}", f"{other}", Op.add(other, 2)]
            made += [
                Op.sub(other, each) for each in (0, "0", Token.as_any(writer.random.choice([0, 1, "", "0"])))
            ]
            made += [Op.gt(0, Op.negate(other)), Fn.max([other, *NUMBERS]), Fn.lookup({"a": other}, "b", [])]
        TerraformOutput(stack, f"g{number}", value=writer.random.choice(made))
    if writer.tokens and writer.random.random() < 0.3:
        token = writer.random.choice(writer.tokens)
        made = [
            Fn.sha1(token),
            Fn.join("-", [token, "lit", token]),
            Fn.substr(f"{token}lit", 0, 3),
            Fn.jsonencode({"a": [token]}),
            Fn.jsonencode({token: 1, "a": {f"x{token}": [token]}}),
            Fn.lookup_nested({"a": token}, [token, writer.random.choice(KEYS), 0, "*"]),
            Fn.conditional(Op.neq(token, "x"), f"{token}", {"a": [token]}),
            Fn.format("%s", [None, token, writer.random.choice(NUMBERS), True]),
            Token.as_string(Token.as_any([token, {"a": token}])),
        ]
        TerraformOutput(stack, f"f{number}", value=writer.random.choice(made))


def _readable(member: property) -> bool:
    """Return whether an attribute is a value, or a block or a map that can be given as a whole."""
    kind = typing.get_type_hints(member.fget).get("return")
    if typing.get_origin(kind) is typing.Union:
        kind = next((each for each in typing.get_args(kind) if each is not type(None)), None)
    if kind in {str, int, float}:
        return True
    if typing.get_origin(kind) in {list, dict}:
        return typing.get_args(kind)[-1] in {str, int, float, bool}
    return getattr(kind, "__name__", "") in {
        "IResolvable",
        "StringMap",
        "NumberMap",
        "BooleanMap",
        "AnyMap",
    } or (inspect.isclass(kind) and issubclass(kind, cdktf.ComplexObject | cdktf.ComplexList))


@jsii.implements(cdktf.IAspect)
class Visitor:
    """Notes where it was, puts an override on some elements, and adds others."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.seen = writer, 0

    def visit(self, node: constructs.IConstruct) -> None:
        """Visit."""
        self.seen += 1
        if isinstance(node, cdktf.TerraformResource) and self.writer.random.random() < 0.2:
            node.add_override("seen.by", [self.seen, node.node.path, node.fqn])
        if type(node) is constructs.Construct:
            TerraformLocal(node, f"visited{self.seen}", self.seen)


def _beside(writer: Writer, stack: TerraformStack, other: TerraformStack) -> None:
    """Put variables, locals, conditions and references to another stack into a stack."""
    draw = writer.random
    variable = TerraformVariable(
        stack, "variable", type=VariableType.map(VariableType.ANY), default={"aB": draw.choice(NUMBERS)},
        description=writer.text(), sensitive=draw.choice([None, True]),
    )  # fmt: skip
    local = TerraformLocal(stack, "local", {"k": [writer.text(), variable.value], "2": writer.text()})
    for name, value in (
        ("variable-value", variable.value), ("variable-text", f"{writer.text()}{variable.string_value}"),
        ("local-list", local.as_list), ("local-map", local.as_string_map), ("local-flag", local.as_boolean),
        ("local-number", f"n{local.as_number}"),
    ):  # fmt: skip
        TerraformOutput(stack, name, value=value)
    if writer.tokens:
        for number in range(draw.randrange(4)):
            TerraformOutput(
                other,
                f"across{number}",
                value=draw.choice([writer.text(), [writer.text()], Fn.sha1(draw.choice(writer.tokens))]),
            )
    for scope in (stack, other):
        if draw.random() < 0.7:
            Aspects.of(scope).add(Visitor(writer))


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
    second = TerraformStack(app, writer.random.choice(["second", "10"]))
    if writer.random.random() < 0.5:
        LocalBackend(second, path="state")
    constructs.Construct(second, "part")
    _beside(writer, stack, second)
    stack.add_override(writer.random.choice(["terraform.required_version", "terraform.x.y"]), ">=1")
    app.synth()


def main() -> None:
    for seed in sys.argv[3:]:
        sys.stderr.write(f"seed {seed}\n")
        write(int(seed), int(sys.argv[1]), Path(sys.argv[2]) / seed)


if __name__ == "__main__":
    main()
