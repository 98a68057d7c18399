#!/bin/sh
# Makes deploy/secrets once. Containers read the files as other users, so the folder is what is closed.
set -eu
umask 022
cd "$(dirname "$0")"
mkdir -m 700 secrets
cd secrets
password=$(openssl rand -hex 24)
printf '%s\n' "$password" >database_password
printf 'postgres://app:%s@pgbouncer:6432/app\n' "$password" >database_url
printf '"app" "%s"\n' "$password" >pgbouncer_users
openssl rand -base64 48 >token_secret
