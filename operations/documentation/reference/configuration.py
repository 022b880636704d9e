"""`docs/reference/configuration.md` and the pages below it: every field of the configuration."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from configuration.base import Model
from configuration.databricks.account import DatabricksAccountConfig
from configuration.schema import describe, environment_schema
from operations.common.markdown import code, prose, table
from operations.documentation.reference.configured_values import Field, Values, values_of
from operations.documentation.reference.markdown import NOTHING, anchor, opening
from operations.documentation.reference.material import Material
from operations.documentation.reference.parts import Part, split

FILE: Final = "configuration.md"

Node = Mapping[str, Any]

ELSEWHERE: Final = {"Access": "[their own page](../access.md)"}
"""Models whose entries have a page of their own."""

ACCOUNT: Final = "account"
ABSENT: Final = "-"


def configuration(material: Material) -> dict[str, str]:
    """Return the pages by file."""
    schemas = (environment_schema(), DatabricksAccountConfig.model_json_schema(mode="validation"))
    models: dict[str, Node] = {}
    for schema in schemas:
        definitions = {**schema["$defs"], schema["title"]: schema}
        models |= {
            name: definitions[name] for name in _reached(schema["title"], definitions) if name not in models
        }
    enumerations = {
        name: node for schema in schemas for name, node in schema["$defs"].items() if "properties" not in node
    }
    values = values_of({config.name.value: config for config in material.environments})
    account = values_of({ACCOUNT: material.account})
    definitions = {**models, **enumerations}
    rooms: dict[str, dict[str, list[str]]] = {}
    for name, node in models.items():
        own = account if all(field.model != name for field in values) else values
        owners = (ACCOUNT,) if own is account else material.names
        section = ["", f"## {name}", "", prose(node["description"])]
        section += _section(name, node, definitions, own, owners)
        rooms.setdefault(_places()[name], {})[name] = section
    return split(
        FILE,
        opening(
            "Configuration",
            "Made of the models in [configuration/](../../configuration) and of what each environment sets in "
            "[environments/](../../environments).",
            "An environment is an `EnvironmentConfig`, in a module of its own; the Databricks account, which all "
            "share, is a `DatabricksAccountConfig`. Each module of models is a page. Units are in the names of the "
            "fields. The column *value* has what every environment sets alike; where they differ, or have several "
            "entries, a second table has it. `anthill config show ENV` prints all that one environment sets, "
            "`anthill config check` says what is wrong with it, and "
            "[environment.schema.json](environment.schema.json) is the same for programs.",
        ),
        (
            Part(
                name=place,
                title=place.replace("_", " ").capitalize(),
                says=", ".join(_link(name, "configuration/") for name in sections),
                lines=[line for section in sections.values() for line in section],
            )
            for place, sections in rooms.items()
        ),
    )


@cache
def _places() -> dict[str, str]:
    """Return the page of every model by name: its module, without the package that all are in."""
    return {
        model.__name__: model.__module__.partition(".")[2].replace(".", "_") for model in _kinds_of(Model)
    }


def _kinds_of(model: type[Model]) -> Iterator[type[Model]]:
    for each in model.__subclasses__():
        yield each
        yield from _kinds_of(each)


def _link(name: str, folder: str = "") -> str:
    return f"[{name}]({folder}{_places()[name]}.md#{anchor(name)})"


def _reached(name: str, definitions: Mapping[str, Node], seen: tuple[str, ...] = ()) -> list[str]:
    """Return a model and those that its fields lead to, in the order of the fields."""
    found = [name]
    for field in definitions[name].get("properties", {}).values():
        for target in _references(field):
            if target not in {*seen, *found} and "properties" in definitions[target]:
                found += _reached(target, definitions, (*seen, *found))
    return found


def _models(field: Node, definitions: Mapping[str, Node]) -> list[str]:
    """Return the models that a field leads to."""
    return [name for name in _references(field) if "properties" in definitions[name]]


def _references(node: Node) -> Iterator[str]:
    if "$ref" in node:
        yield node["$ref"].rpartition("/")[2]
    for each in (*node.get("anyOf", ()), *([node["items"]] if "items" in node else ())):
        yield from _references(each)


def _section(
    name: str, node: Node, definitions: Mapping[str, Node], values: Values, owners: Sequence[str]
) -> Iterator[str]:
    # What leads to models is said in their own sections.
    held = {
        field: of
        for field, of in values.items()
        if field.model == name and not _models(node["properties"][field.name], definitions)
    }
    required = node.get("required", ())
    yield from table(
        ("field", "meaning", "allowed", "default", "value"),
        (
            (
                code(field),
                _meaning(says, definitions),
                _allowed(says, definitions),
                "required" if field in required else _default(says),
                _value([held[key] for key in held if key.name == field], owners, name),
            )
            for field, says in node["properties"].items()
        ),
    )
    if name in ELSEWHERE:
        return
    differing = [(field, of) for field, of in held.items() if _differs(of, owners)]
    with_entry = any(field.entry for field, _ in differing)
    yield from table(
        (*(("entry",) if with_entry else ()), "where environments differ", *owners),
        (
            (
                *((field.entry,) if with_entry else ()),
                code(field.name),
                *(prose(of.get(owner, ABSENT)) for owner in owners),
            )
            for field, of in sorted(differing, key=lambda item: _place(item[0], held))
        ),
    )


def _place(field: Field, held: Values) -> int:
    """Return where an entry first appeared, so that its fields stay together."""
    return next(index for index, each in enumerate(held) if each.entry == field.entry)


def _differs(of: Mapping[str, str], owners: Sequence[str]) -> bool:
    return len({of.get(owner) for owner in owners}) > 1


def _meaning(field: Node, definitions: Mapping[str, Node]) -> str:
    text = field.get("description") or next(
        (definitions[target].get("description", NOTHING) for target in _references(field)), NOTHING
    )
    return prose(text.partition("\n\n")[0])


def _allowed(node: Node, definitions: Mapping[str, Node]) -> str:
    match node:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return _link(name) if "properties" in definitions[name] else prose(describe(dict(node)))
        case {"anyOf": options}:
            return " or ".join(dict.fromkeys(_allowed(each, definitions) for each in options))
        case {"type": "null"}:
            return "none"
        case {"type": "array", "items": items}:
            least, most = node.get("minItems", 0), node.get("maxItems")
            size = f"{least} to {most}" if most else f"{least} or more" if least else "any number"
            return f"{size} of: {_allowed(items, definitions)}"
        case {"type": "string", "pattern": pattern}:
            length = prose(describe({key: value for key, value in node.items() if key != "pattern"}))
            return f"{length} matching {code(pattern)}"
        case _:
            return prose(describe(dict(node)))


def _default(field: Node) -> str:
    match field.get("default"):
        case None | []:
            return "none"
        case {}:
            return "the defaults of its fields"
        case bool() as value:
            return code(str(value).lower())
        case value:
            return code(str(value))


def _value(found: Sequence[Mapping[str, str]], owners: Sequence[str], model: str) -> str:
    if model in ELSEWHERE:
        return f"see {ELSEWHERE[model]}"
    if not found:
        return NOTHING
    if len(found) > 1:
        return "differs by entry"
    return "differs" if _differs(found[0], owners) else prose(found[0][owners[0]])
