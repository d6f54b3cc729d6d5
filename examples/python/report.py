"""Prints a report as a table with the totals of what adds up, and keeps a CSV file of it up to date if asked to.

    GATEWAY=http://127.0.0.1:4000 KEY=gw_... python report.py --dimensions customer --period 30d
    python report.py --dataset MCP --measures invocations,p95Duration --dimensions tool --csv tools.csv

What can be asked: ``python report.py --list``.
"""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from typing import Any

from gaugeway import Gaugeway, GatewayError, Report

CATALOGUE = """{
  catalogue { datasets {
    name title measures { name title unit merge } dimensions { name title }
  } }
}"""


#: What sums are made for each of: amounts of different currencies, and quantities of different units, are never added.
APART = {"money": "currency", "quantity": "billableUnit"}


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Prints a report of a Gaugeway gateway.")
    parser.add_argument("--list", action="store_true", help="tell what can be asked, and end")
    parser.add_argument("--dataset", default="USAGE")
    parser.add_argument("--measures", default="quantity,events", help="with commas")
    parser.add_argument("--dimensions", default="", help="with commas")
    parser.add_argument("--period", default="30d", help="24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month")
    parser.add_argument("--time-zone", default="UTC")
    parser.add_argument("--granularity", help="a row a bucket as well: HOUR DAY WEEK MONTH")
    parser.add_argument("--compare", choices=["PREVIOUS_PERIOD", "PREVIOUS_YEAR"])
    parser.add_argument("--csv", metavar="FILE", help="keep the rows there, too")
    return parser.parse_args()


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def said(cell: Any) -> str:
    """A cell as text: decimals with all of their digits, instants to the minute."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, float):
        return f"{cell:.6g}"
    if hasattr(cell, "strftime"):
        return cell.strftime("%Y-%m-%d %H:%M")
    return str(cell)


def table(report: Report) -> str:
    """The rows below their titles: numbers to the right, text to the left."""
    heads = [column.title for column in report.columns]
    lines = [[said(row[column.name]) for column in report.columns] for row in report]
    widths = [max(map(len, column)) for column in zip(heads, *lines)]
    right = [column.type in ("DECIMAL", "INTEGER", "FLOAT") for column in report.columns]

    def laid(line: list[str]) -> str:
        cells = zip(line, widths, right)
        return "  ".join(text.rjust(width) if numeric else text.ljust(width) for text, width, numeric in cells)

    return "\n".join(laid(line).rstrip() for line in [heads, *lines])


def totals(report: Report, adding: set[str]) -> list[str]:
    """Exact sums of the measures that add up: amounts by currency, and quantities by unit where the rows have units."""
    names = {column.name for column in report.columns}
    found = []
    for column in report.columns:
        if column.role != "MEASURE" or column.name not in adding:
            continue
        apart = APART.get(column.unit or "")
        sums: dict[str, Decimal] = {}
        for row in report:
            of = (row[apart] or "") if apart in names else ""
            sums[of] = sums.get(of, Decimal(0)) + (row[column.name] or 0)
        found += [f"{column.title} {total:f} {of}".rstrip() for of, total in sums.items()]
    return found


def main() -> int:
    options = asked()
    gateway = Gaugeway()
    datasets = gateway.graphql(CATALOGUE)["catalogue"]["datasets"]
    if options.list:
        for dataset in datasets:
            print(f"{dataset['name']}: {dataset['title']}")
            for kind in ("measures", "dimensions"):
                print(f"  {kind}: {', '.join(each['name'] for each in dataset[kind])}")
        return 0
    measures, dimensions = names(options.measures), names(options.dimensions)
    window = {
        "period": options.period,
        "time_zone": options.time_zone,
        "granularity": options.granularity,
        "time_dimension": True if options.granularity else None,
        "compare_to": options.compare,
    }
    report = gateway.report(options.dataset, measures, dimensions, **window)
    print(table(report))
    known = next((dataset for dataset in datasets if dataset["name"] == options.dataset), None)
    adding = {each["name"] for each in (known or {"measures": []})["measures"] if each["merge"] == "SUM"}
    print(f"\n{len(report)} rows, {report.meta['from']} to {report.meta['to']}")
    for total in totals(report, adding):
        print(total)
    if options.csv:
        address = gateway.address(options.dataset, measures, dimensions, format="csv", **window)
        written = gateway.download(address, options.csv)
        print(f"{options.csv} {'written' if written else 'holds still'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except GatewayError as error:
        sys.exit(f"{error}" + (f" (look at {error.field})" if error.field else ""))
