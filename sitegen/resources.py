"""Where the packaged theme lies: in the wheel beside this module, in a checkout at the repository's root."""

from __future__ import annotations

from pathlib import Path


def theme() -> Path:
    """Return the folder that holds the theme's `layouts/` and `static/theme/`."""
    packaged = Path(__file__).parent / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def starter() -> Path:
    """Return the folder that `sitegen new` copies."""
    return Path(__file__).parent / "starter"
