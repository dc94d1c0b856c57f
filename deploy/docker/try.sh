#!/usr/bin/env bash
# Tries the container deployment for real and prints a table of what worked: build, start, API key, pass, openssl, webhook, restart, down, up.
#
#   deploy/docker/try.sh [--keep]
#
# Uses the engine that docker finds. Without one, as root on a machine with apt, it makes one: Debian's docker.io, compose and buildx unpacked
# into a folder (TRY_FOLDER, default /var/tmp/passinstance-engine), started in a mount namespace of its own. Not part of dotnet test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
folder=${TRY_FOLDER:-/var/tmp/passinstance-engine}
work=$(mktemp -d)
keep=no
[[ ${1:-} == --keep ]] && keep=yes
results=()
failed=0
export COMPOSE_PROJECT_NAME=passinstance-try VERSION=try

# step NAME COMMAND...: runs it and notes whether it succeeded and how long it took.
step() {
  local name=$1 from=$SECONDS state=ok
  shift
  if ! "$@" >"$work/step.log" 2>&1; then
    state=FAILED
    failed=1
    tail -n 20 "$work/step.log" >&2
  fi
  results+=("$(printf '%-44s %-7s %4d s' "$name" "$state" $((SECONDS - from)))")
  echo "${results[-1]}"
}

make_engine() {
  [[ $EUID == 0 ]] || { echo "There is no container engine, and making one needs root." >&2; exit 1; }
  if [[ ! -x $folder/usr/sbin/dockerd ]]; then
    command -v mmdebstrap >/dev/null || apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
    mmdebstrap --variant=minbase --include=docker.io,docker-compose,docker-buildx,iptables,ca-certificates,openssl,curl,git,unzip \
      trixie "$folder"
  fi
  mkdir -p "$folder/source" "$folder/run/docker"
  # The engine sees that folder as its root; this clone lies below it.
  unshare --mount --fork --kill-child bash -c "
    mount --bind '$folder' '$folder' && mount --make-rprivate '$folder'
    mount --bind '$root' '$folder/source'
    for one in proc sys dev; do mount --rbind /\$one '$folder/'\$one; done
    mkdir -p '$folder/old' && cd '$folder' && pivot_root . old && umount -l old
    exec dockerd --host unix:///run/docker.sock --iptables=false --ip6tables=false --ip-forward=false --storage-driver=overlay2 \
      --exec-root /run/docker --data-root /var/lib/docker
  " >"$work/dockerd.log" 2>&1 &
  engine=$!
  export DOCKER_HOST="unix://$folder/run/docker.sock"
  docker() { chroot "$folder" docker "$@"; }
  for _ in $(seq 300); do
    [[ -S $folder/run/docker.sock ]] && return
    kill -0 "$engine" 2>/dev/null || { tail "$work/dockerd.log" >&2; exit 1; }
    read -rt 0.2 <> <(:) || :
  done
  exit 1
}

engine=
if ! docker version >/dev/null 2>&1; then
  make_engine
fi

finish() {
  if [[ $keep == no ]]; then
    compose down --volumes --remove-orphans >/dev/null 2>&1
    rm -f "$work/.env"
  fi
  [[ -n $engine ]] && kill "$engine"
  rm -rf "$work"
}
compose() { docker compose --env-file "$work/.env" "$@"; }
trap finish EXIT

api() { curl --silent --show-error --fail --header "X-API-Key: $key" --header 'Content-Type: application/json' "$@"; }
base=http://127.0.0.1:8080/api/v1

read_key() {
  compose logs --no-log-prefix first-key >"$work/first-key" && key=$(grep -o 'pi_test_[0-9A-Za-z_-]*' "$work/first-key" | head -n 1)
  [[ -n $key ]]
}

issue() {
  template=$(api --data '{"name":"Try","description":"Try","passType":"storeCard","organizationName":"Try","teamIdentifier":"A1B2C3D4E5",
    "passTypeIdentifier":"pass.test.try"}' "$base/templates" | grep -o 'tpl_[0-9a-z]*' | head -n 1)
  pass=$(api --data "{\"templateId\":\"$template\",\"serialNumber\":\"TRY-$RANDOM\"}" "$base/passes" | grep -o 'pass_[0-9a-z]*' | head -n 1)
  [[ -n $pass ]]
}

verify() {
  api --output "$work/try.pkpass" "$base/passes/$pass/download"
  rm -rf "$work/pass" && mkdir "$work/pass" && (cd "$work/pass" && python3 -m zipfile -e ../try.pkpass . 2>/dev/null || unzip -qo ../try.pkpass)
  openssl smime -verify -inform DER -in "$work/pass/signature" -content "$work/pass/manifest.json" -noverify -out /dev/null
}

# A receiver in a container of its own, on the deployment's network.
listen() {
  docker run --detach --rm --name passinstance-try-receiver --network "${COMPOSE_PROJECT_NAME}_default" postgres:17.6 \
    perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalPort=>9000,Listen=>9,ReuseAddr=>1); while($c=$s->accept){ $n=0;
      while(<$c>){ $n=$1 if /^content-length: *(\d+)/i; last if /^\r?$/ } read $c,$b,$n; print "$b\n"; $|=1;
      print $c "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"; close $c }'
  api --data '{"url":"http://passinstance-try-receiver:9000/","events":["pass.created"]}' "$base/webhooks"
}

receive() {
  issue || return 1
  for _ in $(seq 60); do
    docker logs passinstance-try-receiver 2>/dev/null | grep -q "$pass" && return 0
    sleep 0.5
  done
  return 1
}

again() { api "$base/passes/$pass"; }
state() { compose exec -T gateway /app/program status; }
images() { docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep ':try'; }
unprivileged() { [[ $(compose exec -T pass id -u) == 1654 ]] && ! compose exec -T pass touch /app/x; }

deploy/docker/make-env.sh "$work/.env" || exit 1
step "build" compose build
step "images" images
cat "$work/step.log"
step "up --wait on an empty machine" compose up --wait
step "first organization and key" read_key
step "pass" issue
step "signature, by openssl" verify
step "webhook into another container" listen
step "webhook received" receive
step "status" state
step "unprivileged, read-only" unprivileged
step "restart pass" compose restart pass
step "up --wait with data" compose up --wait
step "pass is still there" again
step "down" compose down
step "up --wait after down" compose up --wait
step "pass is still there after down and up" again
docker rm --force passinstance-try-receiver >/dev/null 2>&1

printf '\n%s\n' "${results[@]}"
exit "$failed"
