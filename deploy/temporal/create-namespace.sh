#!/bin/sh
# Makes our namespace on a Temporal server, keeps closed runs for 90 days, and registers our search attributes.
# Running it again does nothing. TEMPORAL_ADDRESS is read by the `temporal` command itself; not so, everywhere, the namespace.
set -eu
: "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}"

attempt=0
until temporal operator cluster health >/dev/null 2>&1; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS does not answer." >&2
    exit 1
  fi
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention 90d
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 90d
fi

# A new namespace takes a moment to be known everywhere.
attempt=0
until temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "Namespace $TEMPORAL_NAMESPACE does not appear." >&2
    exit 1
  fi
  sleep 1
done

temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
  --name JieliDivision --type Keyword \
  --name JieliStage --type Keyword \
  --name JieliNextDue --type Datetime \
  --name JieliSupplier --type Keyword \
  --name JieliTakeover --type Keyword \
  --name JieliWorld --type Keyword
