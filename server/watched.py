"""Files that an administrator may replace under the running desk."""

from __future__ import annotations

from pathlib import Path

_Stamp = tuple[int, int, int] | None


class Watched:
    """Tells whether any of some files was written or replaced since the last look.

    By modification time, inode and size: an editor that writes in place keeps the inode, one that
    replaces may keep the size, and a copy may keep the time.
    """

    def __init__(self, *paths: Path) -> None:
        self._paths = paths
        self._seen = self._look()

    def changed(self) -> bool:
        """Look again; true once for each change."""
        before, self._seen = self._seen, self._look()
        return self._seen != before

    def _look(self) -> list[_Stamp]:
        return [_stamp(path) for path in self._paths]


def _stamp(path: Path) -> _Stamp:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino, told.st_size
