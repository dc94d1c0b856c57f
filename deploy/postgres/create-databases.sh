#!/bin/sh
# Creates one role and one database a program: the role owns its database, and no other role may connect to it.
# The postgres image runs it once, when its volume is empty. By hand: set PGHOST, PGPORT, PGPASSWORD, POSTGRES_USER and the passwords.
set -eu

create() {
  psql --set ON_ERROR_STOP=1 --quiet --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
    --set name="$1" --set password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}

create gateway "$GATEWAY_DATABASE_PASSWORD"
create template "$TEMPLATE_DATABASE_PASSWORD"
create pass "$PASS_DATABASE_PASSWORD"
create webhook_dispatch "$WEBHOOK_DISPATCH_DATABASE_PASSWORD"
create notification "$NOTIFICATION_DATABASE_PASSWORD"
