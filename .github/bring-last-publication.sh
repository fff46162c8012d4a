#!/usr/bin/env bash
# The site as it was last published → site/, where check and build look for it: it is the only
# memory of what was released. Where nothing was published yet, the build is a first publication.
set -euo pipefail
cd "$(dirname "$0")/.."

run=$(gh run list --workflow publish.yml --branch main --status success --limit 1 \
  --json databaseId --jq '.[0].databaseId // empty')
if [ -z "$run" ]; then
  echo "Nothing has been published yet."
  exit
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! gh run download "$run" --name github-pages --dir "$folder"; then
  echo "::error::The last publication (run $run) is not kept any more. Unpack a copy of the site" \
    "into site/ and build there, or start the workflow by hand with “first” to begin anew."
  exit 1
fi
tar --extract --file "$folder/artifact.tar" --directory site
echo "The last publication is that of run $run."
