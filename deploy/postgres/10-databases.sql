-- The databases and their logins, made once, at the first start of an empty server. Run by psql as the superuser; the passwords
-- come from the environment.
\getenv temporal_password TEMPORAL_DATABASE_PASSWORD
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv worker_password DATABASE_WORKER_PASSWORD
\getenv vault_password DATABASE_VAULT_PASSWORD
SET log_min_error_statement = panic;  -- a failing statement would be logged, password and all

-- Temporal's two databases, with a login that reaches nothing of ours.
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility FROM PUBLIC;

-- Ours. The owner migrates, and no process that runs all day knows its password; it makes the ledger's owner roles, so it
-- may create roles, but it is no superuser.
CREATE ROLE jieli_owner LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE DATABASE jieli OWNER jieli_owner ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE jieli FROM PUBLIC;

-- The worker has what the ledger grants to its writers, and nothing else.
CREATE ROLE ledger_writer NOLOGIN;
CREATE ROLE ledger_reader NOLOGIN;
CREATE ROLE jieli_worker LOGIN PASSWORD :'worker_password' IN ROLE ledger_writer, ledger_reader;
GRANT CONNECT ON DATABASE jieli TO jieli_worker;

-- The vault's login has what the vault grants to its keeper, and no right on the ledger.
CREATE ROLE vault_keeper NOLOGIN;
CREATE ROLE jieli_vault LOGIN PASSWORD :'vault_password' IN ROLE vault_keeper;
GRANT CONNECT ON DATABASE jieli TO jieli_vault;
