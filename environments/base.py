"""What every configuration model is: frozen, closed to unknown fields."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Defines a frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
