#!/bin/sh
# Creates one user a service, with the rights of users.txt, or sets its password and rights anew. Run it after the broker lost its disk.
# Set RABBITMQ_VHOST, the passwords, and RABBITMQ_NODE for a broker elsewhere.
set -eu

node=${RABBITMQ_NODE:-rabbit@$(hostname)}
ctl() {
  rabbitmqctl --quiet --node "$node" "$@"
}

while read -r name configure write read; do
  case "$name" in '#'* | '') continue ;; esac
  variable=$(printf '%s' "$name" | tr 'a-z-' 'A-Z_')_RABBITMQ_PASSWORD
  eval "password=\$$variable"
  ctl add_user "$name" "$password" < /dev/null 2> /dev/null || ctl change_password "$name" "$password" < /dev/null
  ctl set_permissions --vhost "$RABBITMQ_VHOST" "$name" "$configure" "$write" "$read" < /dev/null
done < "$(dirname "$0")/users.txt"
