#!/bin/sh
# Run once by the postgres image, at its first start: roles and database.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v owner_password="$OWNER_PASSWORD" -v login_password="$LOGIN_PASSWORD" \
    -f /fleetsvc/database.sql
