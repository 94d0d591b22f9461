"""Finding versions: files, folders, releases, commits; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventpact.compat import Bump, Reading
from eventpact.errors import EventpactError
from eventpact.evolution import git as git_module
from eventpact.evolution.git import commit
from eventpact.evolution.versions import compared, of_file, open_version
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evolution.making import TEXT, TIGHTER, contract_in, edit, git, repository

HOSTILE = ["--output=x", "--help", "-", "--exec=touch x", "main --help", "main;touch x", "$(touch x)", "main\nmain",
           "HEAD^{tree}", "", "@{99}", "..", "main..main", "nowhere", "\0", ":/first"]  # fmt: skip


def bump(old: object, new: object) -> Bump:
    return compared(old, new, reading=Reading.PRAGMATIC).bump  # type: ignore[arg-type]


def test_a_file_and_its_folder_are_one_version(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    by_file, by_folder = (open_version(str(path), contract=entry) for path in (entry, tmp_path))
    assert by_file.contract is not None
    assert by_folder.contract is not None
    assert (by_file.folder, by_folder.folder) == (tmp_path, tmp_path)
    assert bump(by_file, by_folder) is Bump.NONE


def test_a_folder_with_one_schema_is_that_schema(tmp_path: Path) -> None:
    (tmp_path / "a.schema.json").write_text('{"type": "string"}')
    version = open_version(str(tmp_path), contract=tmp_path / "openapi.yaml")
    assert (version.contract, version.body.document) == (None, "a.schema.json")


@pytest.mark.parametrize("names", [[], ["a.json", "b.json"], ["readme.txt"]])
def test_a_folder_without_an_entry_is_refused(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).write_text("{}")
    with pytest.raises(EventpactError, match=r"holds no openapi\.yaml"):
        open_version(str(tmp_path), contract=tmp_path / "openapi.yaml")


@pytest.mark.parametrize(
    ("content", "words"),
    [("[]", "neither an OpenAPI document nor"), ("{", "is not JSON"), ('{"nullable": true}', "nullable"),
     ('{"$ref": "https://a.example/b"}', "remote"), ('{"$ref": "../b.json"}', "leaves"),
     ('{"type": "strin"}', "strin")],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_refused(content: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(content)
    with pytest.raises(EventpactError, match=words):
        of_file(file)


def test_a_plain_schema_and_a_contract_are_compared_by_their_bodies(tmp_path: Path) -> None:
    entry = contract_in(tmp_path)
    (tmp_path / "body.json").write_text(json.dumps({"type": "object"}))
    assert bump(of_file(entry), of_file(tmp_path / "body.json")) is Bump.MINOR


def test_a_text_in_the_form_of_a_version_is_a_release_and_never_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = contract_in(tmp_path)
    Path("1.2.0").write_text('{"type": "string"}')
    with pytest.raises(EventpactError, match=r"1\.2\.0 is not released"):
        open_version("1.2.0", contract=entry)
    assert open_version("./1.2.0", contract=entry).contract is None


@pytest.mark.parametrize("text", ["", "nothing/here", "git", "http://a.example/b.json"])
def test_what_is_nowhere_is_refused_with_what_can_be_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(EventpactError) as raised:
        open_version(text, contract=contract_in(tmp_path))
    assert "git:REV" in str(raised.value)


def test_a_commit_holds_what_it_held_whatever_the_files_say_now(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    edit(entry, TIGHTER)
    old = open_version("git:HEAD", contract=entry)
    assert (old.label, old.folder) == ("git:HEAD", None)
    assert bump(old, of_file(entry)) is Bump.MAJOR
    assert git(tmp_path, "status", "--porcelain") == "M contracts/openapi.yaml"


@pytest.mark.parametrize("path", ["contracts/openapi.yaml", "contracts", "contracts/", "./contracts/../contracts"])
def test_a_path_in_a_commit_is_from_the_root_of_the_repository(path: str, tmp_path: Path) -> None:
    entry = repository(tmp_path)
    assert bump(open_version(f"git:main:{path}", contract=entry), of_file(entry)) is Bump.NONE


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "nowhere", "contracts/none.yaml", "--help", "*", ":(glob)**"])
def test_a_path_that_a_commit_does_not_hold_is_refused(path: str, tmp_path: Path) -> None:
    words = "is not in the repository" if path.startswith(("/", "..")) else "there is no"
    with pytest.raises(EventpactError, match=words):
        open_version(f"git:main:{path}", contract=repository(tmp_path))


def test_a_branch_and_a_tag_and_a_digest_name_commits(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    git(tmp_path, "tag", "v1")
    edit(entry, TEXT)
    git(tmp_path, "commit", "--quiet", "--all", "--message=second")
    digest = git(tmp_path, "rev-parse", "HEAD~1")
    for revision in ("v1", digest, digest[:10], "main~1", "HEAD^", "@~1"):
        assert bump(open_version(f"git:{revision}", contract=entry), of_file(entry)) is Bump.PATCH


@pytest.mark.parametrize("revision", HOSTILE)
def test_no_name_of_a_revision_becomes_an_option_or_a_command(revision: str, tmp_path: Path) -> None:
    entry = repository(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    if revision == ":/first":
        with pytest.raises(EventpactError):  # what stands behind the first colon is a path
            open_version(f"git:{revision}", contract=entry)
    else:
        with pytest.raises(EventpactError):
            commit(entry.parent, revision)
    assert sorted(tmp_path.rglob("*")) == before


@settings(max_examples=20)
@given(st.text(max_size=20).map(lambda text: f"-{text}"))
def test_a_revision_that_begins_with_a_dash_is_no_commit(revision: str) -> None:
    with pytest.raises(EventpactError):
        commit(Path(__file__).parent, revision)


def test_a_branch_whose_name_looks_like_an_option_is_a_branch(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    git(tmp_path, "update-ref", "refs/heads/--quiet", "HEAD")
    assert commit(entry.parent, "--quiet").digest == git(tmp_path, "rev-parse", "HEAD")


def test_a_symbolic_link_in_a_commit_is_not_followed(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    (tmp_path / "contracts" / "link.yaml").symlink_to("openapi.yaml")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=link")
    with pytest.raises(EventpactError, match=r"there is no .*link\.yaml"):
        open_version("git:main:contracts/link.yaml", contract=entry)


def test_variables_of_a_hook_do_not_lead_to_another_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = repository(tmp_path / "ours")
    repository(tmp_path / "other")
    git(tmp_path / "other", "checkout", "--quiet", "-b", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    with pytest.raises(EventpactError, match="knows no commit"):
        open_version("git:elsewhere", contract=entry)


def test_outside_of_a_repository_and_without_git_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = contract_in(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EventpactError, match="in no git repository"):
        open_version("git:HEAD", contract=entry)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EventpactError, match="git is not installed"):
        open_version("git:HEAD", contract=entry)


@pytest.mark.parametrize("name", ["nowhere", "a.txt"])
def test_where_no_folder_is_git_cannot_run(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(EventpactError, match="git cannot run here"):
        open_version("git:HEAD", contract=tmp_path / name / "openapi.yaml")


def test_a_git_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr(git_module, "_SECONDS", 0.2)
    with pytest.raises(EventpactError, match="does not answer"):
        commit(tmp_path, "HEAD")


def test_a_document_of_a_commit_may_not_leave_its_folder(tmp_path: Path) -> None:
    entry = repository(tmp_path)
    (tmp_path / "secret.json").write_text('{"type": "string"}')
    (tmp_path / "contracts" / "a.json").write_text('{"$ref": "../secret.json"}')
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=leave")
    with pytest.raises(EventpactError, match="leaves the contract's folder"):
        open_version("git:main:contracts/a.json", contract=entry)
