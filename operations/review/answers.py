"""What stands beside the changes in a review: cost, what changed outside of Terraform, findings, the rehearsal."""

from operations.common.tables import Span, Table
from operations.rehearsal.rehearsal import FAILED
from operations.review.outside import difference
from operations.review.part import Part
from operations.review.parts import action_sign, stacks_text
from operations.review.report import Review, money


def cost(review: Review) -> Part:
    """Return what a change costs or saves in a month."""
    held = review.cost
    total = f"about {money(held.monthly, held.currency)} a month" if held.lines else "no price changes"
    equal: dict[tuple[str, ...], list[str]] = {}
    for line in held.lines:
        amount = money(line.monthly, held.currency)
        equal.setdefault((line.unit, f"{line.units:+g}", amount, line.beside or ""), []).append(line.stack)
    priced = Table(
        columns=("what", "units", "a month", "beside it", "in each of"),
        rows=tuple((*row, stacks_text(stacks)) for row, stacks in equal.items()),
    )
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in held.unpriced:
        row = (each.type, each.by, str(each.added), str(each.removed), str(each.changed))
        alike.setdefault(row, []).append(each.stack)
    by_use = Table(
        before="Not in the sum, paid by use:",
        columns=("type", "paid by", "added", "removed", "changed", "stacks"),
        rows=tuple((Span(row[0], code=True), *row[1:], stacks_text(stacks)) for row, stacks in alike.items()),
    )
    unknown = f"Not in the price table at all: {', '.join(held.unknown)}." if held.unknown else ""
    return Part(
        id="cost",
        heading="What it costs",
        answer=total,
        note=f"An estimate from list prices of {held.region} as of {held.as_of}.",
        tables=(priced, by_use),
        after=unknown,
    )


def outside(review: Review) -> Part:
    """Return what changed outside of Terraform since it last applied."""
    found = review.outside
    id_, heading = "outside", "What changed outside of Terraform"
    if found is None:
        note = "Not looked at: no state was read. A plan of the real state says it (--plan)."
        return Part(id=id_, heading=heading, answer="not looked at", note=note)
    if not found:
        note = "Nothing: what is there is what Terraform left."
        return Part(id=id_, heading=heading, answer="nothing", note=note)
    rows = tuple(
        (
            Span(change.action.value, tag=change.action.name.lower(), sign=action_sign(change.action)),
            Span(change.relative_path, code=True),
            stacks_text([change.stack]),
            difference(change),
        )
        for change in found
    )
    return Part(
        id=id_,
        heading=heading,
        answer=f"{len(found)} resources",
        note="The plan takes these differences back where the code says otherwise.",
        tables=(Table(columns=("what happened", "resource", "stack", "difference"), rows=rows),),
        short=f"{len(found)} resources: {', '.join(change.address for change in found[:5])}",
    )


def findings(review: Review) -> Part:
    """Return the findings of scan and conformance that a change brings or fixes."""
    found = review.findings
    if found is None:
        return Part(
            id="findings", heading="Policy findings", answer="not scanned", note="Not scanned: add --scan."
        )
    answer = f"{len(found.unwaived)} new, {len(found.waived)} new but waived, {len(found.fixed)} fixed"
    rows = tuple(
        (
            Span(word, tag=tag, sign=sign),
            each.check,
            Span(each.address, code=True),
            stacks_text([each.stack]),
            each.title,
        )
        for word, tag, sign, held in (
            ("new", "high", "**new**", found.unwaived),
            ("new, waived", "low", "new, waived", found.waived),
            ("fixed", "create", "fixed", found.fixed),
        )
        for each in held
    )
    table = Table(columns=("finding", "check", "resource", "stack", "what"), rows=rows)
    return Part(
        id="findings",
        heading="Policy findings",
        answer=answer,
        note=", ".join(f"{scanner} took {seconds:.0f} s" for scanner, seconds in found.seconds.items()),
        tables=(table,),
        short="The list had no room here.",
    )


def rehearsal(review: Review) -> Part:
    """Return the steps of the rehearsal."""
    held = review.rehearsal
    if held is None:
        return Part(
            id="rehearsal", heading="Rehearsal", answer="not rehearsed", note="Not rehearsed: add --rehearse."
        )
    outcome = "passed" if held.passed else "FAILED"
    failed = [step.name for step in held.steps if step.outcome == FAILED]
    steps = Table(
        columns=("outcome", "step", "seconds", "detail"),
        rows=tuple(
            (
                Span(
                    step.outcome,
                    tag=step.outcome,
                    sign=f"**{step.outcome}**" if step.outcome == FAILED else step.outcome,
                ),
                step.name,
                f"{step.seconds:.1f}",
                step.detail,
            )
            for step in held.steps
        ),
        kind="steps",
    )
    return Part(
        id="rehearsal",
        heading=f"Rehearsal of {held.stack}",
        answer=f"{outcome} in {held.seconds:.0f} s",
        tables=(steps,),
        short=f"Failed: {', '.join(failed) or 'nothing'}.",
    )
