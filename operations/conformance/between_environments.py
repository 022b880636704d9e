"""Whether anything that the pipeline of one environment may do reaches another: in AWS and in Databricks."""

from collections.abc import Iterator

from operations.conformance.between.aws import named
from operations.conformance.between.federation import federation, trusts
from operations.conformance.between.identities import Identities
from operations.conformance.between.metastore import administrators_resources, bindings, metastore_grants
from operations.conformance.between.places import places, states
from operations.conformance.between.powers import powers
from operations.conformance.between.rights import rights
from operations.conformance.between.whose import Whose
from operations.conformance.material import Material
from operations.conformance.violation import Violation


def between_environments(material: Material) -> list[Violation]:
    """Return the ways from one environment to another at the addresses of the judged stacks.

    Who may act as whom is read of every stack, the judged ones or not: a group of the account rules what all of
    them make.
    """
    whose = Whose(material.configured)
    every = {each.name: each.document for each in (*material.everything.values(), *material.stacks)}
    identities = Identities(every, whose)
    judged = {each.name for each in material.stacks}

    def found() -> Iterator[Violation]:
        yield from powers(every, whose, identities)
        yield from rights(every, whose, identities)
        yield from administrators_resources(every, whose)
        yield from metastore_grants(every, whose, identities)
        yield from bindings(every, whose)
        yield from federation(every, identities)
        yield from trusts(every, whose)
        yield from named(every, whose)
        yield from places(every, whose)
        yield from states(every, whose)

    return sorted({each for each in found() if each.stack in judged})
