"""What this machine has: memory and room on the disk; and sizes as people read them."""

from __future__ import annotations

import math
import os
import shutil
from contextlib import suppress
from pathlib import Path

from askvn.errors import SpaceError

# What a model takes beside its weights: a context of 4,096 tokens, or torch.
_BESIDE = 1_000_000_000
# The part of the memory that a model may take and leave a machine usable.
_SHARE = 0.7
_LIMIT = Path("/sys/fs/cgroup/memory.max")
_STATM = Path("/proc/self/statm")
_CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")
_CPUS = Path("/sys/devices/system/cpu")


def memory() -> int:
    """Return how many bytes of memory there are for this process, 0 where that is unknown."""
    total = 0
    with suppress(AttributeError, ValueError, OSError):
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(ValueError, OSError):
        total = min(total, int(_LIMIT.read_text(encoding="ascii")))
    return total


def resident() -> int:
    """Return how many bytes of memory this process holds, 0 where the system does not tell."""
    try:
        pages = _STATM.read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def cores() -> int:
    """Return how many threads a language model should have: one for each core that we may use.

    Two threads on the halves of one core read no faster and write more slowly.
    """
    try:
        usable = os.sched_getaffinity(0)
    except AttributeError:  # neither macOS nor Windows tells
        return os.cpu_count() or 1
    whole = {_siblings(cpu) for cpu in usable}
    return max(1, min(len(whole), _quota()))


def _siblings(cpu: int) -> str:
    """Return what names the core that a processor is a half of."""
    try:
        place = _CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list"
        return place.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return str(cpu)


def _quota() -> int:
    """Return how many cores' time a container may use."""
    try:
        granted, period = _CPU_LIMIT.read_text(encoding="ascii").split()
        return max(1, math.ceil(int(granted) / int(period)))
    except (OSError, ValueError):  # no limit is "max"
        return os.cpu_count() or 1


def fits(size: int, available: int) -> bool | None:
    """Tell whether a model of `size` bytes runs in that much memory; None where either is unknown.

    An estimate: the weights, a gigabyte beside them, and three tenths left to everything else.
    """
    if not size or not available:
        return None
    return size + _BESIDE <= _SHARE * available


def free_bytes(folder: Path) -> int:
    """Return how many bytes can be written into a folder, which need not be there yet."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def check_room(folder: Path, size: int, free: int) -> None:
    """Do nothing if `size` bytes go into `free` ones.

    Raises:
        SpaceError: if they don't.
    """
    if size > free:
        raise SpaceError(
            "'{folder}' has {free} free, {size} are needed",
            hint="askvn models remove NAME   |   ASKVN_MODELS=/other/folder",
            folder=folder,
            free=readable(free),
            size=readable(size),
        )


def readable(size: int) -> str:
    """Return a number of bytes as people read it: `449 MB`, `2.5 GB`."""
    value, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while value >= 999.5 and len(units) > 1:
        value, units = value / 1000, units[1:]
    digits = 0 if value >= 99.95 or units[0] == "B" else 1
    return f"{value:.{digits}f} {units[0]}"
