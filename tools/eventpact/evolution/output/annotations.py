"""A review as workflow commands of GitHub Actions: an annotation on the line of each change."""

from __future__ import annotations

from eventpact.evolution.output.material import Material, Told, steps, told, verdict
from eventpact.printable import escape

_COMMANDS = {"break": "error", "approved": "warning", "notice": "notice"}


def as_annotations(material: Material) -> str:
    """One command a line: errors for what breaks the mode, warnings for what is approved, notices for the rest."""
    review = material.review
    lines = []
    for step in steps(review):
        found = told(review, step)
        shown = found if step is review.step else [one for one in found if one.kind != "notice"]
        lines += [_command(one, material, step.old) for one in shown]
    lines += [f"::warning title=approvals::{_data(remark)}" for remark in review.remarks]
    lines.append(f"::notice title=eventpact diff::{_data(verdict(review))}")
    return "".join(f"{line}\n" for line in lines)


def _command(one: Told, material: Material, old: str) -> str:
    place = material.place(one.pointer)
    where = {"file": place.file, "line": str(place.line)} if place else {}
    properties = {**where, "title": one.rule}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    reason = f" Approved: {one.reason}" if one.reason else ""
    at = f"{one.at}: " if one.at else ""
    means = f" Senders: {one.senders} Receivers: {one.receivers}" if one.senders != one.summary else ""
    return f"::{_COMMANDS[one.kind]} {written}::{_data(f'{at}{one.summary} (against {old}).{means}{reason}')}"


def _data(text: str) -> str:
    """*text* as the message of a command: nothing in it ends the command or begins another."""
    return escape(text, keep="\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """*text* as the value of a property of a command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
