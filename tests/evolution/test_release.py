"""Releasing: what is asked before, what is written, and that nothing is written by half."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from eventpact.compat import Bump
from eventpact.errors import EventpactError
from eventpact.evolution.approvals import EMPTY, NAME
from eventpact.evolution.diff import diff
from eventpact.evolution.draft import Draft, Refusal, draft, version_problems
from eventpact.evolution.modes import Mode
from eventpact.evolution.release import contract_problems, planned, write_together
from eventpact.evolution.releases import known
from eventpact.evolution.settings import Settings
from eventpact.generate import generate

from tests.evolution.making import TEXT, TIGHTER, TODAY, WIDER, contract_in, edit


def settings(entry: Path, day: date = TODAY) -> Settings:
    return Settings(entry, today=day)


def release(entry: Path) -> Draft:
    """Release what *entry* says, with all checks but that of the artefacts."""
    made = draft(settings(entry))
    problems = [*version_problems(made), *contract_problems(made, None)]
    assert problems == []
    if not made.is_released:
        write_together(planned(made, entry.parent / "CHANGELOG.md"))
    return made


def step_to(entry: Path, version: str) -> None:
    current = next(line for line in entry.read_text().splitlines() if line.startswith("  version: "))
    edit(entry, (current, f"  version: {version}"))


def problems(entry: Path, day: date = TODAY) -> list[Refusal]:
    return list(version_problems(draft(settings(entry, day))))


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_first_release_is_a_bundle_that_says_the_same_as_the_contract(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    material = diff(None, None, settings(entry))
    assert (material.review.step.old, material.review.step.comparison.bump) == ("2.3.0", Bump.NONE)
    assert "\n## Contract 2.3.0 - 2026-11-22\n\n- The first release.\n" in (tmp_path / "CHANGELOG.md").read_text()


def test_the_same_version_with_the_same_content_is_left_alone(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    before = tree(tmp_path)
    assert release(entry).is_released
    assert tree(tmp_path) == before


def test_a_definition_that_is_renamed_asks_for_no_release(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    entry.write_text(entry.read_text().replace('schemas/Zone"', 'schemas/Area"').replace("    Zone:\n", "    Area:\n"))
    assert problems(entry) == []
    assert draft(settings(entry)).is_released


@pytest.mark.parametrize(
    ("change", "enough", "too_little"),
    [(TEXT, "2.3.1", "2.3.0"), (WIDER, "2.4.0", "2.3.1"), (WIDER, "3.0.0", "2.3.0"), (TIGHTER, "3.0.0", "2.99.99")],
)
def test_the_version_has_to_say_what_changed(
    change: tuple[str, str], enough: str, too_little: str, tmp_path: Path
) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, change)
    step_to(entry, too_little)
    (first, *_) = problems(entry)
    assert f"but the version is {too_little}" in first.what
    assert first.hint
    step_to(entry, enough)
    assert not any("the version is" in problem.what for problem in problems(entry))


def test_a_version_older_than_the_last_release_is_refused(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    step_to(entry, "2.2.9")
    (problem,) = problems(entry)
    assert problem.what == "the version is 2.2.9, but 2.3.0 is released"


def approve(folder: Path, expires: str = "3.0.0") -> None:
    pointer = "openapi.yaml#/components/schemas/Reading/required"
    folder.joinpath(NAME).write_text(
        f'approvals:\n  - rule: property-became-required\n    pointer: "{pointer}"\n'
        f"    reason: All sensors have names.\n    expires: {expires}\n"
    )


def test_a_break_is_released_only_with_an_approval_which_then_lapses(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, TIGHTER)
    step_to(entry, "3.0.0")
    (problem,) = problems(entry)
    assert "[property-became-required]" in problem.what
    approve(tmp_path)
    release(entry)
    assert (tmp_path / NAME).read_text() == EMPTY
    assert "Why: All sensors have names." in (tmp_path / "CHANGELOG.md").read_text()
    edit(entry, ("required: [kind, celsius, sensor]", "required: [kind, celsius]"))
    step_to(entry, "3.1.0")
    release(entry)
    edit(entry, TIGHTER)
    step_to(entry, "4.0.0")
    assert len(problems(entry)) == 1


@pytest.mark.parametrize("expires", ["2026-11-21", "2.3.0", "1.0.0"])
def test_an_approval_that_lapsed_lets_no_break_through(expires: str, tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, TIGHTER)
    step_to(entry, "3.0.0")
    approve(tmp_path, expires)
    made = draft(settings(entry))
    assert len(list(version_problems(made))) == 1
    assert made.review is not None
    assert "has lapsed" in made.review.remarks[0]


def test_a_malformed_approval_stops_everything(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    (tmp_path / NAME).write_text("approvals: 5")
    with pytest.raises(EventpactError, match=r"approvals\.yaml#/approvals"):
        draft(settings(entry))


def test_lint_errors_and_stale_artefacts_are_told(tmp_path: Path) -> None:
    entry = contract_in(tmp_path / "schema", ("          description: Degrees Celsius.\n", ""))
    made = draft(settings(entry))
    (tmp_path / "generated").mkdir()
    found = [problem.what for problem in contract_problems(made, tmp_path / "generated")]
    assert any("has no description" in what for what in found)
    assert any("is stale" in what for what in found)


def test_fresh_artefacts_are_no_problem(tmp_path: Path) -> None:
    entry = contract_in(tmp_path / "schema")
    made = draft(settings(entry))
    assert made.version.contract is not None
    for path, content in generate(made.version.contract).items():
        file = tmp_path / "generated" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    assert list(contract_problems(made, tmp_path / "generated")) == []


@pytest.mark.parametrize("version", ["1", "v1.0.0", "1.0", "one"])
def test_what_is_no_version_is_refused_with_its_place(version: str, tmp_path: Path) -> None:
    entry = contract_in(tmp_path, ("version: 2.3.0", f'version: "{version}"'))
    with pytest.raises(EventpactError, match=r"info/version.*is no version"):
        draft(settings(entry))


def test_a_plain_schema_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(EventpactError, match="is no OpenAPI document"):
        draft(settings(tmp_path / "a.json"))


def test_a_release_is_never_overwritten(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, TEXT)
    with pytest.raises(EventpactError, match="released already, with other content"):
        planned(draft(settings(entry)), tmp_path / "CHANGELOG.md")


def test_releases_are_ordered_by_version_and_other_files_are_none(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    for name in ("1.10.0.json", "1.9.0.json", "1.9.0-rc.1.json", "notes.json", "1.0.json", "2.0.0.yaml"):
        (folder / name).write_text("{}")
    (folder / "3.0.0.json").mkdir()
    assert [str(release.number) for release in known(tmp_path)] == ["1.9.0-rc.1", "1.9.0", "1.10.0"]


def test_a_transitive_mode_looks_at_every_release(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, WIDER)
    step_to(entry, "2.4.0")
    release(entry)
    edit(entry, (WIDER[1], "maximum: 2500"))
    edit(entry, ("maximum: 2500", "maximum: 3000"), TEXT)
    for mode, allowed in ((Mode.FORWARD, True), (Mode.FORWARD_TRANSITIVE, False), (Mode.BACKWARD_TRANSITIVE, True)):
        found = diff(None, None, Settings(entry, mode, today=TODAY)).review
        assert found.is_allowed is allowed
        assert [step.old for step in found.further] == (["2.3.0"] if mode.is_transitive else [])


# --- all or nothing


def test_files_are_written_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    write_together({tmp_path / "a": b"new", tmp_path / "b" / "c": b"more"})
    assert tree(tmp_path) == {"a": b"new", "b/c": b"more"}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_when_one_file_cannot_be_written_none_is(place: int, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    files = [tmp_path / "a", tmp_path / "b"]
    (tmp_path / "stuck").mkdir()
    files.insert(place, tmp_path / "stuck")  # a folder is there: no file takes its place
    with pytest.raises(EventpactError, match="stuck: cannot be written"):
        write_together(dict.fromkeys(files, b"new"))
    assert tree(tmp_path) == {"a": b"old"}


def test_a_run_that_was_killed_between_two_files_can_be_run_again(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    edit(entry, TIGHTER)
    step_to(entry, "3.0.0")
    approve(tmp_path)
    files = list(planned(draft(settings(entry)), tmp_path / "CHANGELOG.md").items())
    assert [file.name for file, _ in files] == ["CHANGELOG.md", "3.0.0.json", NAME]
    files[0][0].write_bytes(files[0][1])
    release(entry)
    assert (tmp_path / "CHANGELOG.md").read_text().count("## Contract 3.0.0") == 1
    assert known(tmp_path)[-1].number.core == (3, 0, 0)


def test_a_snapshot_has_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    entries = [contract_in(tmp_path / name) for name in ("a", "b")]
    for entry in entries:
        release(entry)
    one, other = ((entry.parent / "releases" / "2.3.0.json").read_bytes() for entry in entries)
    assert one == other
    assert json.loads(one)["info"]["version"] == "2.3.0"


def test_a_release_is_compared_with_those_before_it_only(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    release(entry)
    for version, old, new in (("2.4.0", 2000, 3000), ("2.5.0", 3000, 4000)):
        edit(entry, (f"maximum: {old}", f"maximum: {new}"))
        step_to(entry, version)
        release(entry)
    found = diff("2.4.0", "2.4.0", Settings(entry, Mode.FULL_TRANSITIVE, today=TODAY)).review
    assert [step.old for step in found.further] == ["2.3.0"]
