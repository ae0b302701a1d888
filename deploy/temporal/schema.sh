#!/bin/sh
# Brings the schemas of Temporal's two databases to the version of this image. Running it again does nothing.
# The databases themselves are made by deploy/postgres/10-databases.sql; the password comes by SQL_PASSWORD.
set -eu

schema() {
  database=$1 folder=$2
  tool() { temporal-sql-tool --plugin "$DB" --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --db "$database" "$@"; }
  tool setup-schema -v 0.0  # a higher version that is there already stays
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
