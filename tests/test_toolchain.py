"""What results depend on beside their inputs is read as installers write it down."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from sitegen import toolchain


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def test_versions_are_those_that_are_installed() -> None:
    found = toolchain._versions(toolchain.LIBRARIES)
    assert found == [installed(name) for name in toolchain.LIBRARIES]
    assert dict(zip(toolchain.LIBRARIES, found, strict=True))["mistune"]


@pytest.mark.parametrize(
    "name",
    ["mistune-99.1.dist-info", "Mistune-99.1.egg-info", "mistune-99.1-py3.11.egg-info"],
)
def test_another_version_of_a_library_is_another_toolchain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As pip, setuptools and Debian note it; what comes first on the search path counts, as it does when imported."""
    before = toolchain.address()
    (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert toolchain._versions(("mistune",)) == ["99.1"]
    assert toolchain.address() != before
