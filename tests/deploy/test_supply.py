"""What is known of what is installed."""

from pathlib import Path
from typing import Any

import pytest

from deploy import licences, supply, tools

RULES = {"allowed": ["MIT", "Apache-2.0", "BSD License"], "exceptions": {"odd": "its LICENSE file is MIT"}}


def package(name: str, licence: str) -> dict[str, str]:
    return {"Name": name, "License": licence}


@pytest.mark.parametrize("licence", ["MIT", "MIT OR Apache-2.0", "MIT AND Apache-2.0", "BSD License; MIT"])
def test_allowed_licences_come_in(licence: str) -> None:
    assert not licences.refused([package("one", licence)], RULES)


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND GPL-3.0-only", "UNKNOWN", ""])
def test_others_are_refused_with_the_mend(licence: str) -> None:
    (said,) = licences.refused([package("one", licence)], RULES)
    assert "one is under" in said and "deploy/licences.yml" in said


def test_an_exception_comes_in_and_one_no_more_needed_is_said() -> None:
    assert not licences.refused([package("odd", "UNKNOWN")], RULES)
    assert licences.refused([package("odd", "MIT")], RULES) == [
        "odd needs no exception in deploy/licences.yml: it is under 'MIT'."
    ]


def test_everything_installed_is_under_a_licence_that_may_come_in() -> None:
    try:
        listed = licences.installed()
    except tools.NotHere as error:
        pytest.skip(str(error))
    assert {"rasa", "torch"} <= {package["Name"] for package in listed}
    assert licences.refused(listed, licences.rules()) == []


def test_each_exception_has_its_reason() -> None:
    assert all(len(str(reason).split()) > 3 for reason in licences.rules()["exceptions"].values())


def report(**vulnerable: list[dict[str, Any]]) -> dict[str, Any]:
    return {"dependencies": [{"name": name, "version": "1", "vulns": found} for name, found in vulnerable.items()]}


def test_an_audit_says_what_is_vulnerable_and_where_it_is_mended() -> None:
    with pytest.raises(supply.Finding, match=r"two 1: CVE-1, mended in 1\.1"):
        supply.judged(report(one=[], two=[{"id": "CVE-1", "fix_versions": ["1.1"]}]))


def test_an_audit_that_found_nothing_names_what_it_did_not_know() -> None:
    known = report(one=[])
    known["dependencies"].append({"name": "torch", "skip_reason": "not found"})
    said = supply.judged(known)
    assert said is not None and said.startswith("Packages without a known vulnerability: 1;") and said.endswith("torch")


def test_an_audit_that_looked_nothing_up_is_no_good_news() -> None:
    assert supply.judged({"dependencies": [{"name": "one", "skip_reason": "not found"}]}) is None


def test_a_tool_that_can_not_be_had_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tools, "_UV", tmp_path / "uv")
    with pytest.raises(tools.NotHere, match="pip-audit can't be had: uv did not run"):
        tools.run("pip-audit", "no-such-command")
