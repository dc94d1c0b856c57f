#!/bin/sh
# Prints the six Secrets of the programs, every secret made at random, for kubectl apply -f -:
#
#   deploy/k8s/make-secrets.sh --servers | kubectl --namespace passinstance apply -f -
#
# With --servers also those of the examples' PostgreSQL roles and RabbitMQ users. Refuses when the Secrets exist: what is encrypted under the
# old keys could never be read again.
#
# Environment: POSTGRES_HOST, RABBITMQ_HOST, NAME_PREFIX, NAMESPACE, and NAME_PASSWORD for a password that exists already, for example
# WEBHOOK_DISPATCH_DATABASE_PASSWORD or PASS_RABBITMQ_PASSWORD (letters and digits).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=${NAME_PREFIX:-passinstance-}
postgres=${POSTGRES_HOST:-${prefix}postgres-rw}
rabbitmq=${RABBITMQ_HOST:-${prefix}rabbitmq}
servers=no
for argument in "$@"; do
  case $argument in
    --servers) servers=yes ;;
    *) echo "usage: make-secrets.sh [--servers]" >&2; exit 2 ;;
  esac
done

if command -v kubectl >/dev/null && kubectl ${NAMESPACE:+--namespace "$NAMESPACE"} get secret "${prefix}gateway" >/dev/null 2>&1; then
  echo "The Secret ${prefix}gateway exists already: what its keys have encrypted could never be read again." >&2
  exit 1
fi

key() { openssl rand -base64 32; }
password() { openssl rand -hex 20; }
indented() { sed 's/^/    /'; }

private_key=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)
public_key=$(printf '%s\n' "$private_key" | openssl pkey -pubout)
event_key=$(key)
pass_call_key=$(key)
notification_call_key=$(key)
administrator_password=${RABBITMQ_PASSWORD:-$(password)}
users=
permissions=

# begin NAME: the part that every program's Secret has.
begin() {
  database=$(printf '%s' "$1" | tr - _)
  variable=$(printf '%s' "$database" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD
  eval "database_password=\${$variable:-}"
  [ -n "$database_password" ] || database_password=$(password)
  if [ "$servers" = yes ]; then
    cat <<EOF
---
apiVersion: v1
kind: Secret
metadata:
  name: ${prefix}$1-database
  labels: { app.kubernetes.io/part-of: passinstance, cnpg.io/reload: "true" }
type: kubernetes.io/basic-auth
stringData:
  username: "$database"
  password: "$database_password"
EOF
  fi
  cat <<EOF
---
apiVersion: v1
kind: Secret
metadata:
  name: ${prefix}$1
  labels: { app.kubernetes.io/part-of: passinstance }
type: Opaque
stringData:
  ConnectionStrings__Postgres: "Host=$postgres;Database=$database;Username=$database;Password=$database_password"
  Encryption__CurrentKey: k1
  Encryption__Keys__k1: "$(key)"
EOF
}

# service NAME: each service is a RabbitMQ user of its own, with the rights of deploy/rabbitmq/users.txt.
service() {
  variable=$(printf '%s' "$1" | tr 'a-z-' 'A-Z_')_RABBITMQ_PASSWORD
  eval "broker_password=\${$variable:-}"
  [ -n "$broker_password" ] || broker_password=$(password)
  cat <<EOF
  ConnectionStrings__RabbitMq: "amqp://$1:$broker_password@$rabbitmq:5672/passinstance"
  InternalIdentity__PublicKeys__0: |
EOF
  printf '%s\n' "$public_key" | indented
  users="$users, {\"name\": \"$1\", \"password\": \"$broker_password\", \"tags\": []}"
  permissions="$permissions, $(sed -n "s/^$1 //p" "$here/../rabbitmq/users.txt" | sed 's/\\/\\\\/g' | awk -v name="$1" \
    '{ printf "{\"user\": \"%s\", \"vhost\": \"passinstance\", \"configure\": \"%s\", \"write\": \"%s\", \"read\": \"%s\"}", name, $1, $2, $3 }')"
}

event_links() {
  printf '  EventEncryption__CurrentKey: k1\n  EventEncryption__Keys__k1: "%s"\n' "$event_key"
}

begin gateway
printf '  ApiKeys__Pepper: "%s"\n  Administration__Token: "%s"\n  InternalIdentity__PrivateKey: |\n' "$(key)" "$(password)"
printf '%s\n' "$private_key" | indented

begin template
service template
event_links
printf '  ServiceCalls__Keys__pass: "%s"\n  ServiceCalls__Keys__notification: "%s"\n' "$pass_call_key" "$notification_call_key"

begin pass
service pass
event_links
printf '  ServiceCalls__CurrentKey: pass\n  ServiceCalls__Keys__pass: "%s"\n' "$pass_call_key"

begin webhook-dispatch
service webhook-dispatch
event_links
# For KEDA's postgresql scaler, which does not read Npgsql's format.
printf '  KEDA_POSTGRES: "postgresql://webhook_dispatch:%s@%s:5432/webhook_dispatch?sslmode=disable"\n' "$database_password" "$postgres"

begin notification
service notification
printf '  ServiceCalls__CurrentKey: notification\n  ServiceCalls__Keys__notification: "%s"\n' "$notification_call_key"

# Has no database: only the key that seals its cookies.
cat <<EOF
---
apiVersion: v1
kind: Secret
metadata:
  name: ${prefix}dashboard
  labels: { app.kubernetes.io/part-of: passinstance }
type: Opaque
stringData:
  Encryption__CurrentKey: k1
  Encryption__Keys__k1: "$(key)"
EOF

if [ "$servers" = yes ]; then
  cat <<EOF
---
apiVersion: v1
kind: Secret
metadata:
  name: ${prefix}rabbitmq-user
  labels: { app.kubernetes.io/part-of: passinstance }
type: Opaque
stringData:
  default_user.conf: |
    default_user = passinstance
    default_pass = $administrator_password
  username: passinstance
  password: "$administrator_password"
  host: $rabbitmq
  port: "5672"
  provider: rabbitmq
  type: rabbitmq
---
apiVersion: v1
kind: Secret
metadata:
  name: ${prefix}rabbitmq-definitions
  labels: { app.kubernetes.io/part-of: passinstance }
type: Opaque
stringData:
  definitions.json: |
    {
      "vhosts": [{"name": "passinstance"}],
      "users": [{"name": "passinstance", "password": "$administrator_password", "tags": ["administrator"]}$users],
      "permissions": [{"user": "passinstance", "vhost": "passinstance", "configure": ".*", "write": ".*", "read": ".*"}
EOF
  # Not in the document above: some shells' echo and cat keep backslashes, and here they must stay as they are.
  printf '        %s]\n    }\n' "$permissions"
fi
