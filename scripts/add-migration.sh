#!/usr/bin/env bash
# Adds one migration for every database: scripts/add-migration.sh Name
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
for provider in Sqlite SqlServer PostgreSql; do
  dotnet ef migrations add "$1" --project HotlineKb.Core --startup-project HotlineKb.Core \
    --context "${provider}HotlineDb" --output-dir "Storage/Migrations/$provider"
done
