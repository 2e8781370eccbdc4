"""Files of parts: a name with the checksum, a label that says what is in it, and whether both are true."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.storage import checksum
from sim.sweep.manifest import Origins

if TYPE_CHECKING:
    import pyarrow as pa

CHECKED = 12
"""Letters of its checksum in the name of a part."""

NAME = re.compile(rf"part-(\d{{6,}})-([0-9a-f]{{{CHECKED}}})\.parquet")

LABEL = b"chokepoint"
"""Under this key a file says which part of which sweep it is, and which program lived it."""


def name_of(number: int, content: bytes) -> str:
    """Name the file of a part."""
    return f"part-{number:06d}-{hashlib.sha256(content).hexdigest()[:CHECKED]}.parquet"


def number_of(file: Path) -> int | None:
    """The number of the part in a file; None where it is no part."""
    match = NAME.fullmatch(file.name)
    return None if match is None else int(match[1])


def labelled(table: pa.Table, label: Mapping[str, Any]) -> pa.Table:
    """A table that says of itself: plan, program and number of the part."""
    return table.replace_schema_metadata({LABEL: json.dumps(label)})


def label_in(schema: pa.Schema) -> dict[str, Any]:
    """What a file says of itself; nothing where it has no such label."""
    try:
        found = json.loads((schema.metadata or {}).get(LABEL, b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_sound(file: Path, origins: Origins) -> bool:
    """Whether a file is what its name says, and a part of the sweep. Raises OSError where it cannot be read."""
    import pyarrow.parquet as pq

    match = NAME.fullmatch(file.name)
    if match is None or not checksum(file).startswith(match[2]):
        return False
    try:
        return origins.fit(label_in(pq.read_schema(file)), int(match[1]))
    except ValueError:
        return False
