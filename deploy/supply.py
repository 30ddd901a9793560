"""What is installed beside this Python, under which licences, and whether a weakness of it is known.

python -m deploy.supply sbom    writes build/sbom.cdx.json and build/licences.txt; fails on a licence that may not come in
python -m deploy.supply audit   prints the known vulnerabilities; fails if there are any, or if no database could be asked
"""

import json
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy import licences, tools

ROOT = Path(__file__).resolve().parents[1]
_DATABASES = ("pypi", "osv")


class Finding(RuntimeError):
    """What must not go unnoticed; the message has a sentence a line."""


def sbom(into: Path) -> str:
    """Writes a CycloneDX list of the parts, and a list of their licences; gives a sentence. Raises Finding or NotHere."""
    into.mkdir(exist_ok=True)
    parts, listed = into / "sbom.cdx.json", into / "licences.txt"
    done = tools.run(
        "cyclonedx-bom", "cyclonedx-py", "environment", "--pyproject", ROOT / "pyproject.toml",
        "--output-reproducible", "--output-file", parts, sys.executable,
    )  # fmt: skip
    if done.returncode:
        raise Finding(f"The list of parts could not be made: {done.stderr.strip()[-300:]}")
    packages = licences.installed()
    lines = (f"{package['Name']} {package['Version']}: {package['License']}" for package in packages)
    listed.write_text("\n".join(sorted(lines, key=str.lower)) + "\n", encoding="utf-8")
    if problems := licences.refused(packages, licences.rules()):
        raise Finding("\n".join(problems))
    return f"{len(packages)} packages, each under a licence that is allowed. Written: {parts.name} and {listed.name} in {into.name}/"


def audit() -> str:
    """A sentence on what was looked up. Raises Finding for what is vulnerable, or if nothing could be looked up."""
    for database in _DATABASES:
        done = tools.run(
            "pip-audit", "pip-audit", "--vulnerability-service", database, "--path", _installed_in(),
            "--format", "json", "--progress-spinner", "off",
        )  # fmt: skip
        if done.stdout.strip().startswith("{") and (said := judged(json.loads(done.stdout))):
            return said
    raise Finding(
        f"Nothing was looked up: no database of vulnerabilities ({', '.join(_DATABASES)}) can be reached from here. "
        "Run this where one can."
    )


def judged(report: Mapping[str, Any]) -> str | None:
    """A sentence on pip-audit's report; None if it looked nothing up. Raises Finding for what is vulnerable."""
    packages = [one for one in report["dependencies"] if "skip_reason" not in one]
    if not packages:  # it calls every package unknown where an index answers and its database does not
        return None
    if vulnerable := [one for one in packages if one["vulns"]]:
        raise Finding(
            "\n".join(
                f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
                for one in vulnerable
                for found in one["vulns"]
            )
        )
    unknown = [one["name"] for one in report["dependencies"] if "skip_reason" in one]
    return f"Packages without a known vulnerability: {len(packages)}; not known to the database: {', '.join(unknown) or 'none'}"


def _installed_in() -> Path:
    return Path(sysconfig.get_path("purelib"))


def main(verb: str) -> int:
    """0 if nothing is amiss."""
    try:
        print(sbom(ROOT / "build") if verb == "sbom" else audit())
    except (Finding, tools.NotHere) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["sbom"], ["audit"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
