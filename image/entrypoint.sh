#!/bin/sh
# A command of letsencrypt-dns, or a program by its name or path: `docker run IMAGE sync`, `… lexicon ovh --help`, `… sh`.
case "${1-}" in
  letsencrypt-dns | lexicon | sh | /*) exec "$@" ;;
  *) exec letsencrypt-dns "$@" ;;
esac
