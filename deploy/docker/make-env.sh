#!/bin/sh
# Writes .env beside docker-compose.yml: every secret of a container deployment on one machine, made at random.
# Refuses to overwrite: what is encrypted under the old keys could never be read again.
set -eu
cd "$(dirname "$0")/../.."
target=${1:-.env}
if [ -e "$target" ]; then
  echo "$target exists already; remove it yourself if you mean to start empty (docker compose down --volumes)." >&2
  exit 1
fi

umask 077
private_key=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)
public_key=$(printf '%s\n' "$private_key" | openssl pkey -pubout)
{
  for name in POSTGRES GATEWAY_DATABASE TEMPLATE_DATABASE PASS_DATABASE WEBHOOK_DISPATCH_DATABASE NOTIFICATION_DATABASE RABBITMQ \
    TEMPLATE_RABBITMQ PASS_RABBITMQ WEBHOOK_DISPATCH_RABBITMQ NOTIFICATION_RABBITMQ RABBITMQ_COOKIE; do
    printf '%s_PASSWORD=%s\n' "$name" "$(openssl rand -hex 20)"
  done
  # Each program's own, the key of links in events, and one for each service that calls another.
  for name in GATEWAY TEMPLATE PASS WEBHOOK_DISPATCH NOTIFICATION DASHBOARD; do
    printf '%s_ENCRYPTION_KEY=%s\n' "$name" "$(openssl rand -base64 32)"
  done
  printf 'EVENT_ENCRYPTION_KEY=%s\n' "$(openssl rand -base64 32)"
  printf 'PASS_SERVICE_CALL_KEY=%s\n' "$(openssl rand -base64 32)"
  printf 'NOTIFICATION_SERVICE_CALL_KEY=%s\n' "$(openssl rand -base64 32)"
  printf 'API_KEY_PEPPER=%s\n' "$(openssl rand -base64 32)"
  printf "INTERNAL_IDENTITY_PRIVATE_KEY='%s'\n" "$private_key"
  printf "INTERNAL_IDENTITY_PUBLIC_KEY='%s'\n" "$public_key"
} > "$target"
echo "Wrote $target."
