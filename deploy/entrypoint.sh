#!/bin/sh
# Starts `signpost`. What is secret comes as files named for their settings, as Compose and Kubernetes mount them:
# /run/secrets/SIGNPOST_DATABASE holds what SIGNPOST_DATABASE would say.
set -eu
for file in /run/secrets/SIGNPOST_* /run/secrets/signpost/SIGNPOST_*; do
    [ -f "$file" ] || continue
    if [ ! -r "$file" ]; then
        echo "The secret $file can't be read by user $(id -u). Let that user read it and start again." >&2
        exit 1
    fi
    value=$(cat "$file") # without the newline that editors put at a file's end
    export "${file##*/}=$value"
done
exec signpost "$@"
