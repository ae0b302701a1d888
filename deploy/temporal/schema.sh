#!/bin/sh
# Brings the schemas of Temporal's two databases to the version of this image. Running it again does nothing.
# The databases themselves are made by deploy/postgres/10-databases.sql; the password comes by SQL_PASSWORD.
set -eu

schema() {
  database=$1 folder=$2
  tool() { temporal-sql-tool --plugin "$DB" --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --db "$database" "$@"; }
  # Version 0.0 is the empty schema; on a database that has one, this step is refused and the next one is what counts.
  tool setup-schema -v 0.0 || echo "$database has a schema already."
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
