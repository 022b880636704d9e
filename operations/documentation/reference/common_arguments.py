"""What arguments mean that many constructs take, so that no docstring repeats it."""

from collections.abc import Mapping
from typing import Final

COMMON: Final[Mapping[tuple[str, str], str]] = {
    ("account", "TerraformProvider"): "The provider of the Databricks account.",
    ("after", "Sequence[ITerraformDependable]"): "What must be made before.",
    ("description", "str"): "What it is for, in words that AWS shows.",
    ("name", "str"): "Its physical name.",
    ("owner", "str"): "Who answers for it.",
    ("purpose", "str"): "What it is for: a part of its names.",
    ("readers", "Sequence[DatabricksPrincipal]"): "Who may read.",
    ("ready", "Sequence[ITerraformDependable]"): "What must be there before the workspace answers.",
    ("settle_seconds", "int"): "How long a change is given to be known everywhere before it is used.",
    ("statements", "Sequence[Statement]"): "Statements of its policy, beside those that are always in it.",
    ("tags", "Mapping[str, str]"): "Tags beside those that everything has.",
    ("tags", "Mapping[str, str] | None"): "Tags beside those that everything has.",
    ("users", "Sequence[DatabricksPrincipal]"): "Who may use it.",
    ("workspace", "TerraformProvider"): "The provider of the workspace.",
}
"""The meaning by name and type; what a construct's own docstring says of an argument goes before it."""
