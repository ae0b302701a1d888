#!/bin/sh
# Writes .env with random passwords beside docker-compose.yml, readable by its owner alone. Never overwrites one.
set -eu
cd "$(dirname "$0")/.."
umask 077
if [ -e .env ]; then
  echo ".env is there already: nothing done." >&2
  exit 1
fi
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
{
  echo "# Passwords: hexadecimal, so that they fit into an address as they are. Keep a copy where backups of keys are kept."
  for name in POSTGRES_PASSWORD TEMPORAL_DATABASE_PASSWORD DATABASE_OWNER_PASSWORD DATABASE_WORKER_PASSWORD DATABASE_VAULT_PASSWORD; do
    echo "$name=$(random)"
  done
  echo "# The recipients' master key: lost, every identity is lost. Keep a copy apart from the database's backups."
  echo "JIELI_VAULT_KEY=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
  echo "# JIELI_WORKERS=2"
  echo "# JIELI_NOTICE_URL=https://…  JIELI_NOTICE_TOKEN=…  (also CREDIT, SEAL, TREASURY: docs/operations.md)"
  echo "# JIELI_ARCHIVE_URL=s3://bucket/jieli"
} > .env
echo "Wrote .env."
