"""Asking the C library to keep freed memory is harmless where the library is another one."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from sim.memory import LARGEST, LARGEST_BEFORE_2_35, MMAP_THRESHOLD, TRIM_THRESHOLD, keep_freed_memory


def asked_of(monkeypatch: pytest.MonkeyPatch, *has: str, refused: bool = False) -> list[tuple[int, int]]:
    """What mallopt is asked for by a library that has some functions."""
    asked: list[tuple[int, int]] = []

    def mallopt(setting: int, size: int) -> int:
        asked.append((setting, size))
        return int(not (refused and size == LARGEST))

    functions = {"mallopt": mallopt, "gnu_get_libc_version": lambda: b"2.36"}
    library = SimpleNamespace(**{name: functions[name] for name in has})
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    keep_freed_memory.__wrapped__()
    return asked


def test_the_gnu_library_is_asked_to_keep_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_of(monkeypatch, "mallopt", "gnu_get_libc_version") == [
        (MMAP_THRESHOLD, LARGEST),
        (TRIM_THRESHOLD, LARGEST),
    ]


def test_its_older_releases_are_asked_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(monkeypatch, "mallopt", "gnu_get_libc_version", refused=True)
    assert (MMAP_THRESHOLD, LARGEST_BEFORE_2_35) in asked


@pytest.mark.parametrize("has", [(), ("mallopt",), ("gnu_get_libc_version",)])
def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch, has: tuple[str, ...]) -> None:
    assert not asked_of(monkeypatch, *has)


@pytest.mark.parametrize("trouble", [OSError, TypeError])
def test_systems_without_a_c_library_are_left_alone(monkeypatch: pytest.MonkeyPatch, trouble: type) -> None:
    def missing(name: None) -> None:
        raise trouble

    monkeypatch.setattr(ctypes, "CDLL", missing)
    keep_freed_memory.__wrapped__()
