"""Test vectors for implementers in any language: request bodies, and what the contract says of each."""

from __future__ import annotations

from eventpact.contract import Contract, Verdict
from eventpact.generate.vectors.invalid import invalid_vectors
from eventpact.generate.vectors.readme import Summary, readme
from eventpact.generate.vectors.subject import Workshop
from eventpact.generate.vectors.texts import text_vectors
from eventpact.generate.vectors.valid import valid_vectors
from eventpact.generate.vectors.vector import as_bytes


def files(contract: Contract) -> dict[str, str]:
    """``valid.ndjson``, ``invalid.ndjson``, ``unspecified.ndjson`` and a README: the same text for the same contract.

    Each line is a vector that the oracle judged by its own bytes; no two have the same body; they are in the order of
    their ids. What could not be made (a combination that the contract forbids, a constraint that no near miss breaks
    alone) is in the README.
    """
    workshop = Workshop(contract)
    valid, left_out = valid_vectors(workshop)
    invalid, sites = invalid_vectors(workshop)
    first = {as_bytes(vector.body): vector for vector in reversed([*valid, *invalid, *text_vectors(workshop)])}
    vectors = sorted(first.values(), key=lambda vector: vector.id)
    found = {verdict: [vector for vector in vectors if vector.verdict is verdict] for verdict in Verdict}
    lines = {
        f"{verdict.value}.ndjson": "".join(f"{vector.line()}\n" for vector in among) for verdict, among in found.items()
    }
    counts = {name: text.count("\n") for name, text in lines.items()}
    return {
        **lines,
        "README.md": readme(contract, Summary(counts, tuple(sites), tuple(left_out), tuple(workshop.missed))),
    }
