#!/bin/sh
# A command of letsencrypt-dns, or a program by its name or path: `docker run IMAGE sync`, `… lexicon ovh --help`, `… sh`.
case "${1-}" in
  lexicon | sh | /*) exec "$@" ;;
  letsencrypt-dns) shift ;;
esac

# The daemon is at rest nearly all the time: what one pass leaves of short-lived objects, Node would hold until the next.
# Whoever sets this size in NODE_OPTIONS has it.
for word in "$@"; do
  case "$word:${NODE_OPTIONS-}" in
    run:*semi[-_]space*) ;;
    run:*) exec node --max-semi-space-size=1 "$(command -v letsencrypt-dns)" "$@" ;;
  esac
done
exec letsencrypt-dns "$@"
