"""Objects made, changed, read and taken away in the store, in place of Databricks."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from offline_databricks.clashes import check_clashes
from offline_databricks.configuration import Configuration, Mode
from offline_databricks.diagnostics import refuse
from offline_databricks.generation import Maker
from offline_databricks.kinds import singleton
from offline_databricks.left_out import effective, fill_left_out
from offline_databricks.reach import check_reach
from offline_databricks.schema import Attribute, Block, Body, Nesting
from offline_databricks.storage import check_storage
from offline_databricks.store import AlreadyThereError, Store, StoredObject
from offline_databricks.surroundings import identity, object_key, object_place, surroundings
from offline_databricks.templates import Seed
from offline_databricks.values import Object, Value
from provider_facts.databricks import rules

NO_IMPORT: Final = frozenset({"databricks_mws_vpc_endpoint", "databricks_workspace_conf"})
"""Types that the provider does not import. Source: their pages in its documentation."""

_KEPT: Final[Mapping[str, Mapping[str, Value]]] = {
    # A destroyed log delivery is only disabled: mws/resource_mws_log_delivery.go.
    "databricks_mws_log_delivery": {"status": "DISABLED"},
    # A workspace keeps its connectivity configuration: issue 3741 of the provider.
    "databricks_mws_ncc_binding": {},
    # A workspace always has a network policy: the page of the type.
    "databricks_workspace_network_option": {"network_policy_id": "default-policy"},
}
"""What a destroy sets on objects that Databricks does not take away."""

_Build: TypeAlias = Callable[[list[StoredObject]], StoredObject]

_ATTEMPTS: Final = 1000
"""How many ids are tried for objects of one name, of which Databricks allows several."""


class Lifecycle:
    """What a configuration does to objects of one type."""

    def __init__(self, configuration: Configuration, type_name: str, body: Body) -> None:
        self._configuration = configuration
        self._type = type_name
        self._body = body

    def create(self, planned: Object) -> Object:
        """Return the new object; raise RefusedError if one like it is there."""
        check_storage(self._type, planned, self._configuration.s3)
        anyway = singleton(self._type)
        return self._write(lambda present: self._made(planned, present, anyway=anyway), None, anyway=anyway)

    def update(self, prior: Object, planned: Object) -> Object:
        """Return the changed object; raise RefusedError if it is gone or would be like another."""
        before = self._find(object_key(self._type, prior))
        if before is None:
            raise self._gone(object_key(self._type, prior))
        check_storage(self._type, planned, self._configuration.s3)
        return self._write(lambda present: self._completed(planned, present, 0), before)

    def delete(self, prior: Object) -> None:
        """Take the object away, as far as Databricks does; one that is gone already is no error."""
        before = self._find(object_key(self._type, prior))
        if before is None:
            return
        if self._type in _KEPT:
            self._store.put(before.type, before.id, before.attributes | _KEPT[self._type], before.place)
        else:
            self._store.delete(before.type, before.id, before.place)

    def read(self, current: Object) -> Object | None:
        """Return the object as it is now, None if it is gone; with mode `plan` what was given."""
        if self._configuration.mode is Mode.PLAN:
            return current
        found = self._find(object_key(self._type, current))
        # Timeouts are Terraform's own: no store of Databricks has them.
        kept = {name: value for name, value in current.items() if name == "timeouts"}
        return None if found is None else conform(self._body, found.attributes | kept)

    def imported(self, id_: str) -> Object:
        """Return the object of an id; raise RefusedError if there is none or the provider imports no such type."""
        if self._type in NO_IMPORT:
            raise refuse(
                "resource import is not supported", f"The Databricks provider does not import {self._type}."
            )
        found = self._find(id_) if self._configuration.store else None
        if found is None:
            raise self._gone(id_)
        return conform(self._body, found.attributes)

    @property
    def _store(self) -> Store:
        if self._configuration.store is None:
            raise refuse("The offline stand-in for the Databricks provider has no store")
        return Store(self._configuration.store)

    def _find(self, key: str) -> StoredObject | None:
        unknown_place = self._configuration.level is None
        place = None if unknown_place else object_place(self._configuration, self._type)
        return self._store.get(self._type, key, place)

    def _gone(self, key: str) -> Exception:
        return refuse(
            f"{self._type} {key!r} does not exist",
            "The store of the offline stand-in has no such object. It holds what was applied with the stand-in "
            "and what a test put there.",
        )

    def _write(self, build: _Build, replacing: StoredObject | None, *, anyway: bool = False) -> Object:
        try:
            made = self._store.create(build, replacing=replacing, anyway=anyway)
        except AlreadyThereError as error:
            raise refuse(str(error), "The store of the offline stand-in has one.") from None
        # What the provider never returns stays in the store.
        untold = effective(rules(self._type), made.attributes)
        return {name: value for name, value in made.attributes.items() if name not in untold}

    def _made(self, planned: Object, present: list[StoredObject], *, anyway: bool) -> StoredObject:
        taken = {(one.id, one.place) for one in present if one.type == self._type}
        made = self._completed(planned, present, 0)
        for attempt in range(1, _ATTEMPTS):
            if anyway or (made.id, made.place) not in taken:
                break
            again = self._completed(planned, present, attempt)
            if again.id == made.id:
                break  # the id is no made-up one
            made = again
        return made

    def _completed(self, planned: Object, present: list[StoredObject], attempt: int) -> StoredObject:
        place = object_place(self._configuration, self._type)
        seed = Seed(f"{place}/{identity(self._type, planned)}/{attempt}")
        around = surroundings(self._configuration, present)
        state = Maker(self._type, around, seed).complete(self._body, planned)
        fill_left_out(rules(self._type), state, around)
        held = state | effective(rules(self._type), state)
        made = StoredObject(self._type, object_key(self._type, state), place, held)
        check_clashes(made, present)
        check_reach(made, present, self._configuration.caller)
        return made


def conform(body: Body, attributes: Mapping[str, Value]) -> Object:
    """Return attributes as the schema has them: what is missing absent, what it does not have left out."""
    made: Object = {
        name: _conform_attribute(one, attributes.get(name)) for name, one in body.attributes.items()
    }
    for name, block in body.blocks.items():
        made[name] = _conform_block(block, attributes.get(name))
    return made


def _conform_attribute(attribute: Attribute, value: Value) -> Value:
    if attribute.nested is None or value is None:
        return value
    return _conform_objects(Body(attribute.nested.attributes, {}), attribute.nested.nesting, value)


def _conform_block(block: Block, value: Value) -> Value:
    if value is None:
        return None if block.nesting is Nesting.SINGLE else []
    return _conform_objects(block.body, block.nesting, value)


def _conform_objects(body: Body, nesting: Nesting, value: Value) -> Value:
    if nesting is Nesting.SINGLE:
        return conform(body, value) if isinstance(value, dict) else value
    # One object may stand for a list of one: people who fill the store write it so.
    members = cast("list[Value]", value if isinstance(value, list) else [value])
    return [conform(body, one) if isinstance(one, dict) else one for one in members]
