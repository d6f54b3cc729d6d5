#!/usr/bin/env bash
# What one asks a gateway every day, with curl and nothing else. GATEWAY and KEY come from the environment: the key needs
# analytics:read, and reports:write for the saved report. Files are written to OUT, the current folder if left out.
set -euo pipefail

: "${GATEWAY:?the address of the gateway, such as http://127.0.0.1:4000}"
: "${KEY:?a key of gaugeway keys create}"
GATEWAY=${GATEWAY%/}
OUT=${OUT:-.}
mkdir -p "$OUT"

# curl with the key. As a file the key stays out of the list of processes. What is refused ends the script with the reason.
ask() {
  curl -sS --fail-with-body --compressed -K <(printf 'header = "authorization: Bearer %s"\n' "$KEY") "$@"
}

# Sends the document and the variables of a GraphQL operation, both as JSON. GraphQL answers 200 with errors, too.
graphql() {
  local answer
  answer=$(ask "$GATEWAY/graphql" -H 'content-type: application/json' --data-binary "$1")
  printf '%s\n' "$answer"
  if [[ $answer == *'"errors":['* ]]; then return 1; fi
}

say() { printf '\n== %s\n' "$*"; }

say 'GraphQL: the largest customers of the last 30 days'
graphql '{
  "query": "query Largest($window: WindowInput, $first: Int!) { usage(window: $window) { events revenue { amount currency } byCustomer(first: $first) { customer { id name } others events change { ratio } } } }",
  "variables": { "window": { "period": "30d", "compareTo": "PREVIOUS_PERIOD" }, "first": 5 }
}'

say 'A report as CSV: quantities by unit and day'
ask -G "$GATEWAY/v1/query.csv" -o "$OUT/usage.csv" \
  -d dataset=USAGE -d measures=quantity,events -d dimensions=billableUnit \
  -d timeDimension=true -d granularity=DAY -d period=7d --data-urlencode 'timeZone=America/New_York'
head -n 3 "$OUT/usage.csv"

say 'A report as NDJSON, a row a line: customers that consume less than before'
ask "$GATEWAY/v1/query.ndjson" -H 'content-type: application/json' --data-binary '{
  "dataset": "USAGE", "measures": ["events"], "dimensions": ["customer"],
  "window": { "period": "7d", "compareTo": "PREVIOUS_PERIOD" },
  "having": [{ "field": "events__change", "op": "LT", "values": ["0"] }],
  "orderBy": [{ "field": "events__change", "direction": "ASC" }]
}' -o "$OUT/falling.ndjson"
while IFS= read -r row; do printf '%s\n' "$row"; done <"$OUT/falling.ndjson"

# The ends of the window stay where they are for a day, and so does the answer unless late events come.
say 'The same file again, only if it has changed'
for _ in 1 2; do
  ask -G "$GATEWAY/v1/query.csv" -o "$OUT/customers.csv" -w '%{http_code}\n' \
    --etag-save "$OUT/customers.etag" --etag-compare "$OUT/customers.etag" \
    -d dataset=USAGE -d measures=quantity -d dimensions=customer,billableUnit -d from=now-30d/d -d to=now/d
done

say 'A report that is kept, and downloaded with another window'
saved=$(graphql '{
  "query": "mutation Keep($input: SaveReportInput!) { saveReport(input: $input) { id } }",
  "variables": { "input": { "name": "Usage by product, '"$(date +%s)-$$"'",
    "query": { "dataset": "USAGE", "measures": ["events"], "dimensions": ["product"], "window": { "period": "mtd" } } } }
}')
id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' <<<"$saved")
ask "$GATEWAY/v1/reports/$id.csv?period=previous_month" -o "$OUT/saved.csv"
head -n 1 "$OUT/saved.csv"
graphql '{ "query": "mutation Drop($id: ID!) { deleteReport(id: $id) }", "variables": { "id": "'"$id"'" } }'

say 'A breakdown of usage as plain JSON'
ask -G "$GATEWAY/api/v1/analytics/usage/by-billable-unit" -d period=30d -d limit=3
echo

say 'What is refused says which parameter is at fault'
ask -G "$GATEWAY/v1/query.csv" -d dataset=USAGE -d measures=quantitty || echo " (curl ended with $?)"
