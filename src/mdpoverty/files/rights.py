"""Whom a file is for: its owner, group, mode and access control list."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_EVERYBODY = 0o666
OWNER = 0o600
_ACL = "system.posix_acl_access"  # where Linux has the access control list of a file
_NO_ACL = (errno.ENODATA, errno.ENOTSUP, errno.ENOSYS)


class Rights(NamedTuple):
    """Whom a file is for; the bits of a group are the mask of the list, where there is one."""

    owner: int
    group: int
    mode: int
    acl: bytes | None


def rights_of(file: Path) -> Rights:
    """Return whom a file is for. Raises OSError where the system does not say."""
    found = file.stat()
    # What runs as somebody else (setuid) is no right to read, and writing to a file ends it.
    return Rights(found.st_uid, found.st_gid, found.st_mode & 0o777, _acl(file))


def rights_of_new(file: Path) -> Rights:
    """Return whom the system makes a new file for: there is one for a moment, empty.

    So umask, group and default access control list of the folder count as they do there.
    """
    file.touch(_EVERYBODY, exist_ok=False)
    try:
        return rights_of(file)
    finally:
        file.unlink()


def _acl(file: Path) -> bytes | None:
    if not hasattr(os, "getxattr"):  # elsewhere than on Linux
        return None
    try:
        return os.getxattr(file, _ACL)
    except OSError as error:
        if error.errno in _NO_ACL:
            return None
        raise


def give(file: Path, rights: Rights) -> None:
    """Give rights to a file in a private folder, as far as that widens them for nobody.

    Where it may not have the group, it has no list, and group and others may do what both could.
    Raises OSError where modes or lists cannot be set: it is its owner's alone then.
    """
    file.chmod(OWNER)
    owner, group, mode, acl = rights
    if not _hand_over(file, owner, group):
        both = 0 if acl else mode >> 3 & mode & 0o7
        mode, acl = mode & 0o700 | both * 0o11, None
    if acl is not None:
        os.setxattr(file, _ACL, acl)
    elif _acl(file) is not None:  # of the folder's default list
        os.removexattr(file, _ACL)
    file.chmod(mode)


def _hand_over(file: Path, owner: int, group: int) -> bool:
    """Give a file to an owner and a group, else to the group; return whether it is the group's.

    Systems without owners say the same of all files: there is nothing to hand over.
    """
    found = file.stat()
    if (found.st_uid, found.st_gid) == (owner, group):
        return True
    try:
        os.chown(file, owner, group)
    except OSError:  # only root gives files away
        with suppress(OSError):
            os.chown(file, -1, group)
    return file.stat().st_gid == group
