"""What the Python kernel leaves to Node for good, and why: the list of the documentation, each row with a test."""

from typing import Final

LEFT_TO_NODE: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "iterators, `for_each` and dynamic blocks": (
        ("cdktf.TerraformIterator.", "the argument for_each"),
        "they change how every reference below them is written",
    ),
    "`TerraformCount`": (("cdktf.TerraformCount.", "a count that is no number"), "as iterators"),
    "modules": (("the class cdktf.TerraformHclModule",), "their files are copied and rewritten"),
    "`move_to`, `move_to_id`, `move_from_id`": (
        ("the method move",),
        "rare, and read by another Terraform than the one pinned",
    ),
    "`import_from`": (("the method importFrom",), "as moves"),
    "HCL output": (("SYNTH_HCL_OUTPUT",), "another writer altogether"),
    "context of your own": (("CDKTF_CONTEXT_JSON",), "it changes how ids and features work"),
    "options of an App beside `outdir` and `stack_traces`": (("the option ",), "as context"),
    "assets that are folders, archives or relative paths": (
        ("an asset that is not a file at an absolute path",),
        "cdktf packs and names them by Node's file system calls",
    ),
    "annotations, but with `App(stack_traces=False)`": (
        ("annotations with stack traces",),
        "the manifest has the stack trace of JavaScript for each",
    ),
    "backends other than S3 and local": (("the class cdktf.",), "not compared yet"),
    "classes that override members of cdktf's": (
        ("a class that overrides ",),
        "cdktf would call them from JavaScript",
    ),
    "`Testing`": (("cdktf.Testing.",), "it is cdktf's own way to synthesise"),
    "`xxx_input` of blocks": (
        ("what was given for ", "an attribute of the kind "),
        "cdktf hands out objects of JavaScript",
    ),
    "references to another application": (
        ("a reference to another application",),
        "they are no use of cdktf's",
    ),
    "constructs, stacks, providers and tokens of an application that Node has": (
        (" of another kernel", "a token that this kernel did not make"),
        "as references to another application",
    ),
    "`Lazy` and resolvables written in Python": (("cdktf.Lazy",), "cdktf would call them from JavaScript"),
    "dependencies on objects that are no elements": (
        ("a dependency on something that is no element",),
        "as resolvables written in Python",
    ),
    "aspects of cdktf's own, as `MigrateIds`": (
        ("an aspect that is not written in Python",),
        "not compared yet",
    ),
    "metadata, context and dependencies of a node": (
        ("of constructs.Node",),
        "nothing that is written depends on them",
    ),
    "an override that puts an object into a list": (
        ("an object merged into a list",),
        "it merges into JavaScript's array",
    ),
    "`None` in a list that is given to a function, but at its top": (
        ("None in a list that is given to a function",),
        "cdktf leaves it out and loses its place in the list",
    ),
    "an override of `__proto__`": (
        ("an override of __proto__",),
        "JavaScript takes it for the kind of the object",
    ),
    "two elements with one logical id": (("with the logical id",), "cdktf merges the two"),
    "blocks within elements of a set": (
        ("a block within an element of a set",),
        "rare, and not compared yet",
    ),
    "texts with half of a pair of surrogates": (
        ("half of a pair of surrogates",),
        "Python cannot write them",
    ),
    "tokens of maps, lists or null within a text or an argument": (
        ("a token within a text", "an argument of type ", "a token of a map within a text"),
        "JavaScript turns them into texts of its own",
    ),
    "a hint for the name of a token": (("cdktf.Token.",), "not compared yet"),
    "values of other classes than `str`, `int`, `float`, `bool`, `list`, `dict` and those of bindings": (
        ("a value of type ", " where a list or map is expected", " where a struct is expected"),
        "jsii decides what becomes of them",
    ),
    "any other class, method or property": (
        ("the class ", " without a scope", "the method ", "the property ", "setting ", "the static "),
        "not compared yet",
    ),
    "packages of other versions": (("which it was not proven on",), "their behaviour was not compared"),
}
"""What falls back: parts of what is said of it, one of which is in each, and the reason."""
