#!/usr/bin/env bash
# usage: precompile.sh CROSSGEN FRAMEWORKS CACHE OUTPUT LIST NAME...
# Compiles the assemblies NAME of LIST, a file with the paths of a program's package assemblies, ahead of time into CACHE, once per package
# version, and puts the results into the program's OUTPUT.
set -euo pipefail
crossgen=$1 frameworks=$2 cache=$3 output=$4
mapfile -t assemblies <"$5"
shift 5
names=" $* "
mkdir -p "$cache"
# Programs build side by side and share their packages.
exec 9>"$cache/.lock"
flock 9

references=()
for assembly in "${assemblies[@]}"; do references+=(--reference "$assembly"); done
IFS=: read -ra folders <<<"$frameworks"
for folder in "${folders[@]}"; do references+=(--reference "$folder/*.dll"); done

for assembly in "${assemblies[@]}"; do
  name=${assembly##*/}
  [[ $names == *" ${name%.dll} "* ]] || continue
  # The last folders of a package's path name it: package/version/lib/framework.
  key=$(dirname "$assembly" | awk -F/ '{ print $(NF-3) "/" $(NF-2) "/" $NF }')
  compiled=$cache/$key/$name
  if [[ ! -e $compiled ]]; then
    mkdir -p "$cache/$key"
    if ! "$crossgen" "$assembly" --out "$compiled.new" "${references[@]}" --targetos linux --targetarch x64 --optimize >"$compiled.log" 2>&1; then
      # An assembly that holds machine code already stays as it is.
      cp "$assembly" "$compiled.new"
    fi
    mv "$compiled.new" "$compiled"
  fi
  cp --update --preserve=timestamps "$compiled" "$output/$name"
done
