"""Reads what a generated module of a provider does, strictly: a line that is not generated as the others is an error.

A table has the module's `structs`, name to [[Terraform's key, field, mapper]], and its `classes`. Of a class: `base`,
`get` {property: [kind, attribute]}, `child` {field: [class, attribute, whether it is a set]}; of an element also
`type`, `meta`, `source`, `config` {field: [field of the configuration, whether it is a block]}, `synth` as of a struct,
`set`, `reset` and `put` {member: field}; of a list `item`, its element's class; of a single block `fixed`, [whether it
is a set, its index]. Kinds are as in cdktf's get...Attribute, and ...OfSet for the list of a set. Mappers: values.py.
The grammar is that of the code generator of cdktf-cli 0.21.
"""

import re
from typing import Any, Final

from fast_bindings.kernel.values import Mapper

ELEMENTS: Final = frozenset({"TerraformResource", "TerraformDataSource", "TerraformProvider"})


class IrregularError(ValueError):
    """A module has something that this grammar does not have."""


FUNCTION: Final = re.compile(r"^function (\w+)ToTerraform\(struct\) \{\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
CLASS: Final = re.compile(r"^class (\w+) extends cdktf\.(\w+) \{\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
OPENING: Final = """    if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) {
        return struct;
    }
    if (cdktf.isComplexElement(struct)) {
        throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
    }
    return {
"""
CLOSING: Final = "    };\n"
COMMENT: Final = re.compile(r"^\s*(//|/\*|\*).*\n", re.MULTILINE)
SPLIT_NAME: Final = re.compile(r"\b(?:index_structs|structs\d+)_1\.")
CALLED: Final = re.compile(r"\(0, (\w+)\)")
ENTRY: Final = re.compile(
    r"^        (?:(\w+)|'([^']+)'|\"([^\"]+)\"): (.+)\((struct|this)\.(_?)(\w+)(\.internalValue)?\),$"
)
NULL_IF_ABSENT: Final = re.compile(r"(?:struct|this)\._?(\w+)(?:\.internalValue)? === undefined \? null : ")
ATTRIBUTE: Final = re.compile(
    r"^    get (\w+)\(\) \{\n        return this\.get(String|Number|List|Boolean|NumberList|StringMap|NumberMap|"
    r"BooleanMap|AnyMap)Attribute\('([^']+)'\);\n    \}\n",
    re.MULTILINE,
)
OF_SET: Final = re.compile(
    r"return (?:cdktf\.Token\.asNumberList\()?cdktf\.Fn\.tolist\("
    r"this\.get(List|NumberList)Attribute\('([^']+)'\)\)\)?;"
)
WHOLE: Final = re.compile(r"return this\.interpolationForAttribute\('([^']+)'\);")
GETTER: Final = re.compile(r"^    get (\w+)\(\) \{\n(.*?)^    \}\n", re.MULTILINE | re.DOTALL)
FIELD: Final = re.compile(r"return this\._(\w+);")
SETTER: Final = re.compile(
    r"^    set (\w+)\(value\) \{\n        this\._(\w+) = value;\n    \}\n", re.MULTILINE
)
RESET: Final = re.compile(
    r"^    (reset\w+)\(\) \{\n        this\._(\w+)(?:\.internalValue)? = undefined;\n    \}\n", re.MULTILINE
)
PUT: Final = re.compile(
    r"^    (put\w+)\(value\) \{\n        this\._(\w+)\.internalValue = value;\n    \}\n", re.MULTILINE
)
CHILD: Final = re.compile(
    r"^        this\._(\w+) = new (cdktf\.)?(\w+)\(this, \"([^\"]+)\"(?:, (true|false))?\);$", re.MULTILINE
)
CONSTRUCTOR: Final = re.compile(
    r"        super\(scope, id, \{\n(.*?)^        \}\);\n(.*?)^    \}\n", re.MULTILINE | re.DOTALL
)
ASSIGNMENT: Final = re.compile(r"        this\._(\w+)(\.internalValue)? = config\.(\w+);")
ATTRIBUTES: Final = re.compile(
    r"    synthesizeAttributes\(\) \{\n        return \{\n(.*?)^        \};\n    \}\n",
    re.MULTILINE | re.DOTALL,
)
ITEM: Final = re.compile(
    r"    get\(index\) \{\n        return new (\w+)\(this\.terraformResource, this\.terraformAttribute, index, "
    r"this\.wrapsSet\);\n"
)
FIXED: Final = re.compile(
    r"^        super\(terraformResource, terraformAttribute, (\w+), (\d+)\);$", re.MULTILINE
)
META: Final = re.compile(r"(providerName|providerVersion|providerVersionConstraint): '([^']*)'")
TERRAFORM_FUNCTION: Final = re.compile(
    r"^    static (\w+)\([\w, ]*\) \{\n        return \(0, helpers_1\.as(\w+)\)\(\(0, helpers_1\.terraformFunction\)"
    r"\(\"(\w+)\", \[([^\]]*)\]\)\([\w, ]*\)\);\n    \}\n",
    re.MULTILINE,
)
VALIDATOR: Final = re.compile(
    r"(?:\(0, helpers_1\.(listOf|variadic)\)\()?(?:\(0, helpers_1\.(listOf)\)\()?"
    r"helpers_1\.(any|map|string|numeric)Value\)?\)?"
)


def functions(source: str) -> dict[str, list[Any]]:
    """Return what each function of Terraform returns, its name there and its arguments' [form, kind].

    Forms are `value`, `listOf`, `variadic` and, of lists, `variadiclistOf`. One that is not written as the others is
    left out.
    """
    found: dict[str, list[Any]] = {}
    for function in TERRAFORM_FUNCTION.finditer(source):
        validators = [[form + inner or "value", kind] for form, inner, kind in VALIDATOR.findall(function[4])]
        if not VALIDATOR.sub("", function[4]).strip(", \n"):
            found[function[1]] = [function[2], function[3], validators]
    return found


def parse(source: str) -> dict[str, Any]:
    """Return the table of a module's JavaScript. Raises IrregularError."""
    source = CALLED.sub(r"\1", SPLIT_NAME.sub("", COMMENT.sub("", source)))
    return {
        "structs": {found[1]: _struct(found[1], found[2]) for found in FUNCTION.finditer(source)},
        "classes": {found[1]: _class(found[1], found[2], found[3]) for found in CLASS.finditer(source)},
    }


def _struct(name: str, body: str) -> list[list[Any]]:
    if body == OPENING.replace("return {\n", "return {};\n"):
        return []
    if not body.startswith(OPENING) or not body.endswith(CLOSING):
        raise IrregularError(name)
    return _entries(body[len(OPENING) : -len(CLOSING)])


def _entries(body: str) -> list[list[Any]]:
    found: list[list[Any]] = []
    for line in body.splitlines():
        entry = ENTRY.match(line)
        if not entry or (entry[5] == "this") != bool(entry[6]):
            raise IrregularError(line)
        key, expression, field = entry[1] or entry[2] or entry[3], entry[4], entry[7]
        null = NULL_IF_ABSENT.match(expression)
        if null is None:
            found.append([key, field, _mapper(expression)])
        elif null[1] == field:
            found.append([key, field, ["n", _mapper(expression[null.end() :])]])
        else:
            raise IrregularError(line)
    return found


def _mapper(expression: str) -> Mapper:
    if found := re.fullmatch(r"cdktf\.(string|number|boolean|any)ToTerraform", expression):
        return found[1].capitalize()
    if found := re.fullmatch(r"cdktf\.listMapper\((.*), (true|false)\)", expression):
        return ["l", _mapper(found[1]), found[2] == "true"]
    if found := re.fullmatch(r"cdktf\.hashMapper\((.*)\)", expression):
        return ["h", _mapper(found[1])]
    if found := re.fullmatch(r"(\w+)ToTerraform", expression):
        return ["s", found[1]]
    raise IrregularError(expression)


def _class(name: str, base: str, body: str) -> dict[str, Any]:
    found: dict[str, Any] = {"base": base, "get": _getters(body)}
    children = {
        child[1]: [("cdktf." if child[2] else "") + child[3], child[4], child[5] == "true"]
        for child in CHILD.finditer(body)
    }
    if children:
        found["child"] = children
    if base in ELEMENTS:
        return found | _element(name, body)
    if item := ITEM.search(body):
        found["item"] = item[1]
    if fixed := FIXED.search(body):
        found["fixed"] = [fixed[1] == "true", int(fixed[2])]
    return found


def _getters(body: str) -> dict[str, list[str]]:
    found = {getter[1]: [getter[2], getter[3]] for getter in ATTRIBUTE.finditer(body)}
    for getter in GETTER.finditer(body):
        if getter[1] not in found and getter[1] != "internalValue":
            body = getter[2].strip()
            field, of_set = FIELD.fullmatch(body), OF_SET.fullmatch(body)
            if field:
                found[getter[1]] = ["_", field[1]]
            elif of_set:
                found[getter[1]] = [f"{of_set[1]}OfSet", of_set[2]]
            elif whole := WHOLE.fullmatch(body):
                # An object of the same kind as cdktf hands out for a boolean.
                found[getter[1]] = ["Boolean", whole[1]]
            else:
                found[getter[1]] = ["?", body[:80]]
    return found


def _element(name: str, body: str) -> dict[str, Any]:
    constructor = CONSTRUCTOR.search(body)
    kind = constructor and re.search(r"terraformResourceType: '([^']+)'", constructor[1])
    if constructor is None or not kind:
        raise IrregularError(name)
    source = re.search(r"terraformProviderSource: '([^']+)'", constructor[1])
    attributes = ATTRIBUTES.search(body)
    return {
        "type": kind[1],
        "meta": dict(META.findall(constructor[1])),
        "source": source[1] if source else "",
        "config": _assignments(name, constructor[2]),
        "synth": _entries(re.sub(r"^    ", "", attributes[1], flags=re.MULTILINE)) if attributes else [],
        "set": {each[1]: each[2] for each in SETTER.finditer(body)},
        "reset": {each[1]: each[2] for each in RESET.finditer(body)},
        "put": {each[1]: each[2] for each in PUT.finditer(body)},
    }


def _assignments(name: str, lines: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for line in lines.splitlines():
        assignment = ASSIGNMENT.fullmatch(line)
        if assignment:
            found[assignment[1]] = [assignment[3], bool(assignment[2])]
        elif not CHILD.match(line):
            raise IrregularError(f"{name}: {line}")
    return found
