"""Uses the client of examples/python as a script would, and prints what it saw as JSON.

Takes a folder to write to, and the ends of a range.
"""

import json
import os
import sys
from datetime import date

from gaugeway import Gaugeway, GatewayError

folder = sys.argv[1]
gateway = Gaugeway(tries=1)
window = {"from_": date.fromisoformat(sys.argv[2]), "to": date.fromisoformat(sys.argv[3]), "granularity": "DAY"}


def kinds(report):
    return [[[name, type(cell).__name__, str(cell)] for name, cell in row.items()] for row in report]


def refused(call):
    try:
        call()
    except GatewayError as error:
        return [error.status, error.code, error.field, str(error)]
    return None


usage = gateway.report("USAGE", ["quantity", "events"], ["customer"], **window)
daily = gateway.report("MCP", ["errorRate", "invocations"], time_dimension=True, fill=False, **window)
others = gateway.report("USAGE", ["events"], ["customer"], others=True, limit=1, **window)
chosen = [("customer", "IN", "=cem", "bob, inc")]
odd = gateway.report("USAGE", ["events"], ["customer"], filters=chosen, **window)
again = gateway.report("USAGE", ["quantity", "events"], ["customer"], known=usage, **window)
recent = gateway.report("USAGE", ["quantity"], ["customer"], from_="now-30d/d", to="now-1m")
still = gateway.report("USAGE", ["quantity"], ["customer"], from_="now-30d/d", to="now", known=recent)
changed = gateway.report("USAGE", ["events"], ["customer"], known=usage, **window)
address = gateway.address("USAGE", ["quantity"], ["customer"], format="csv", **window)
path = os.path.join(folder, "usage.csv")

saved = gateway.graphql(
    "mutation Keep($input: SaveReportInput!) { saveReport(input: $input) { id } }",
    {"input": {"name": "kept", "query": {"dataset": "USAGE", "measures": ["events"]}}},
)["saveReport"]["id"]

print(
    json.dumps(
        {
            "usage": kinds(usage),
            "daily": kinds(daily),
            "others": kinds(others),
            "odd": kinds(odd),
            "meta": usage.meta["from"],
            "again": again is usage,
            "still": still is recent,
            "changed": changed is usage,
            "downloads": [gateway.download(address, path) for _ in range(2)],
            "files": sorted(os.listdir(folder)),
            "saved": kinds(gateway.saved(saved, from_=window["from_"], to=window["to"])),
            "refused": [
                refused(lambda: gateway.report("USAGE", ["quantitty"])),
                refused(lambda: gateway.graphql("{ usage(window: { period: \"7x\" }) { events } }")),
                refused(lambda: Gaugeway(key="gw_wrong").report("USAGE", ["events"])),
            ],
        }
    )
)
