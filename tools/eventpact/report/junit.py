"""The report as JUnit XML, which CI systems show: a test case for each finding, and one for each aspect without any."""

from __future__ import annotations

from xml.etree import ElementTree as XML

from eventpact.findings import Aspect, Finding, Severity
from eventpact.printable import escape
from eventpact.progress import Finished
from eventpact.report.subject import Subject
from eventpact.report.text import finding_text, verdict_text


def as_junit(subject: Subject, finished: Finished) -> str:
    """One test suite. Violations are failures; milder findings pass, with their text as output; a run that ended early
    is an error."""
    found = {finding.aspect for finding in finished.findings}
    cases = [_finding(subject, number, finding) for number, finding in enumerate(finished.findings, 1)]
    cases += [_case(aspect.label, aspect.says) for aspect in Aspect if aspect not in found and not finished.aborted]
    if finished.aborted:
        cases.append(_case("run", "the whole run"))
        XML.SubElement(cases[-1], "error", message=_text(finished.aborted), type="untested")
    suite = XML.Element(
        "testsuite",
        name=_text(f"{subject.contract} {subject.version}"),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors="1" if finished.aborted else "0",
        time=f"{finished.statistics.seconds:.3f}",
    )
    suite.extend(cases)
    XML.SubElement(suite, "system-out").text = _text("\n".join(verdict_text(subject, finished)))
    root = XML.Element("testsuites")
    root.append(suite)
    XML.indent(root)
    return XML.tostring(root, "unicode", xml_declaration=True) + "\n"


def _case(group: str, name: str) -> XML.Element:
    return XML.Element("testcase", classname=f"eventpact.{group}", name=_text(name))


def _finding(subject: Subject, number: int, finding: Finding) -> XML.Element:
    case = _case(finding.aspect.label, finding.id)
    told = _text("\n".join(finding_text(subject, number, finding)))
    if finding.severity is Severity.VIOLATION:
        XML.SubElement(case, "failure", message=_text(finding.summary), type=finding.severity.value).text = told
    else:
        XML.SubElement(case, "system-out").text = told
    return case


def _text(text: str) -> str:
    """*text* without the characters that XML 1.0 §2.2 forbids; the library writes markup as text."""
    return escape(text, keep="\n")
