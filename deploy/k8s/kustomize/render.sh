#!/bin/sh
# Writes base/passinstance.yaml, the chart as plain objects, for those who use kustomize. Needs helm.
set -eu
cd "$(dirname "$0")"
${HELM:-helm} template passinstance ../passinstance --set deployment.publicUrl=https://passes.example.com --skip-tests >base/passinstance.yaml
