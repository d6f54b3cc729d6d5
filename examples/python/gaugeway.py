"""A client of a Gaugeway gateway, made of Python's standard library alone (3.9 or newer).

    gateway = Gaugeway("http://127.0.0.1:4000", key)
    for row in gateway.report("USAGE", ["quantity", "events"], ["customer"], period="30d"):
        print(row["customer"], row["quantity"])

Parameters have the names that the gateway gives them, in Python's spelling: ``time_zone``, ``compare_to``, and
``from_``, since ``from`` is a keyword. ``filters`` and ``having`` are lists of ``(field, operator, *values)``.
"""

from __future__ import annotations

import gzip
import json
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence
from urllib.parse import urlencode

#: Statuses of a gateway that is busy for a moment.
BUSY = (429, 503)


class GatewayError(Exception):
    """What the gateway refuses: ``code``, and ``field``, the parameter or argument at fault where there is one."""

    def __init__(self, status: int, code: str, message: str, field: Optional[str] = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Column:
    """A column of a report. ``type`` is STRING, INTEGER, DECIMAL, FLOAT, BOOLEAN or DATETIME."""

    name: str
    title: str
    type: str
    role: str
    unit: Optional[str]


@dataclass(frozen=True)
class Report:
    """A report: ``rows`` by the columns' names, with cells of the columns' types; None where there is no value."""

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    #: What the window became, and how fresh the answer is.
    meta: Mapping[str, Any]
    #: Of columns and rows; with it the same is not sent twice.
    etag: Optional[str] = field(default=None, compare=False)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def instant(text: str) -> datetime:
    """An instant as the gateway writes it: ISO-8601 in UTC, which Python reads without help from 3.11 on."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


#: How the cells of each type of column are read: exact decimals, whole numbers of any size, instants in UTC.
CELLS: Mapping[str, Callable[[Any], Any]] = {
    "STRING": str,
    "INTEGER": int,
    "DECIMAL": Decimal,
    "FLOAT": float,
    "BOOLEAN": bool,
    "DATETIME": instant,
}


class Gaugeway:
    """A gateway and the key for it: from the environment, GATEWAY and KEY, where they are left out."""

    def __init__(
        self, url: Optional[str] = None, key: Optional[str] = None, timeout: float = 120, tries: int = 3
    ) -> None:
        self.url = (url or os.environ["GATEWAY"]).rstrip("/")
        self._key = key or os.environ["KEY"]
        self._timeout = timeout
        self._tries = tries

    def address(
        self,
        dataset: str,
        measures: Sequence[str],
        dimensions: Sequence[str] = (),
        *,
        format: str = "json",
        filters: Sequence[Sequence[str]] = (),
        having: Sequence[Sequence[str]] = (),
        **parameters: Any,
    ) -> str:
        """The address of a report as a file: json, csv, ndjson, parquet or arrow. It holds no key."""
        asked = [("dataset", dataset), ("measures", ",".join(measures))]
        if dimensions:
            asked.append(("dimensions", ",".join(dimensions)))
        asked += [("filter", _condition(*each)) for each in filters]
        asked += [("having", _condition(*each)) for each in having]
        asked += [(_spelled(name), _text(value)) for name, value in parameters.items() if value is not None]
        return f"{self.url}/v1/query.{format}?{urlencode(asked)}"

    def report(
        self,
        dataset: str,
        measures: Sequence[str],
        dimensions: Sequence[str] = (),
        *,
        known: Optional[Report] = None,
        **parameters: Any,
    ) -> Report:
        """A report with all of its rows; ``known``, an earlier answer, where no row has changed since."""
        address = self.address(dataset, measures, dimensions, **parameters)
        return self._read(address, known)

    def saved(self, id: str, *, known: Optional[Report] = None, **parameters: Any) -> Report:
        """A saved report, with another window where one is given."""
        asked = urlencode([(_spelled(name), _text(value)) for name, value in parameters.items()])
        return self._read(f"{self.url}/v1/reports/{id}.json?{asked}", known)

    def read(self, address: str) -> bytes:
        """The content of an address, such as a Parquet file."""
        content, _ = self._send(address)
        return content or b""

    def download(self, address: str, path: str) -> bool:
        """Writes a file unless it is there and still holds; says whether it did. The ETag is kept beside it."""
        beside = f"{path}.etag"
        etag = None
        if os.path.exists(path) and os.path.exists(beside):
            with open(beside, encoding="utf-8") as file:
                etag = file.read()
        content, now = self._send(address, etag=etag)
        if content is None:
            return False
        for name, written in ((path, content), (beside, (now or "").encode())):
            with open(f"{name}.part", "wb") as file:
                file.write(written)
            os.replace(f"{name}.part", name)
        return True

    def graphql(self, query: str, variables: Optional[Mapping[str, Any]] = None) -> Any:
        """The data of a GraphQL operation; its first error is raised."""
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        content, _ = self._send(f"{self.url}/graphql", body=body)
        answer = json.loads(content or b"{}")
        for error in answer.get("errors", ()):
            extensions = error.get("extensions", {})
            raise GatewayError(200, extensions.get("code", "UNKNOWN"), error["message"], extensions.get("field"))
        return answer["data"]

    def _read(self, address: str, known: Optional[Report]) -> Report:
        content, etag = self._send(address, etag=known.etag if known else None)
        if content is None:
            assert known is not None, "304 is the answer to an ETag alone"
            return known
        answer = json.loads(content)
        columns = [Column(**column) for column in answer["columns"]]
        cells = [(column.name, CELLS[column.type]) for column in columns]
        rows = [
            {name: None if cell is None else read(cell) for (name, read), cell in zip(cells, row)}
            for row in answer["rows"]
        ]
        return Report(columns, rows, answer["meta"], etag)

    def _send(
        self, address: str, *, body: Optional[bytes] = None, etag: Optional[str] = None
    ) -> tuple[Optional[bytes], Optional[str]]:
        """The content and its ETag; None for content that is known. Tries again where the gateway is busy."""
        headers = {"Authorization": f"Bearer {self._key}", "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if etag:
            headers["If-None-Match"] = etag
        request = urllib.request.Request(address, data=body, headers=headers)
        for left in reversed(range(self._tries)):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    return _content(answer), answer.headers["ETag"]
            except urllib.error.HTTPError as refused:
                with refused:
                    if refused.code == 304:
                        return None, etag
                    if refused.code not in BUSY or left == 0:
                        raise _error(refused) from None
                    pause = float(refused.headers["Retry-After"] or 1)
                time.sleep(min(pause, 30))
        raise ValueError("tries: expected at least one")


def _content(answer: Any) -> bytes:
    content = answer.read()
    return gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content


def _error(refused: urllib.error.HTTPError) -> GatewayError:
    """What the gateway says of a refusal; what stands before it, a proxy say, may answer anything."""
    try:
        answer = json.loads(_content(refused))
        if "errors" in answer:
            first = answer["errors"][0]
            said = {**first.get("extensions", {}), "message": first["message"]}
        else:
            said = answer["error"]
        return GatewayError(refused.code, said["code"], said["message"], said.get("field"))
    except (ValueError, KeyError, TypeError, OSError):
        return GatewayError(refused.code, "UNKNOWN", f"{refused.code} {refused.reason}")


def _condition(field: str, op: str, *values: Any) -> str:
    """A condition as JSON: values may have any characters."""
    return json.dumps({"field": field, "op": op, "values": [_text(value) for value in values]})


def _spelled(name: str) -> str:
    """A parameter's name as the gateway spells it: time_zone is timeZone, from_ is from."""
    first, *more = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in more)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(_text(item) for item in value)
    return str(value)
