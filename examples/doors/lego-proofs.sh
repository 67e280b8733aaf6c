#!/bin/sh
# lego with an account of its own at the CA: the hub writes the TXT records.
export HTTPREQ_ENDPOINT=https://hub.example.com:8443/httpreq HTTPREQ_USERNAME=edge-1 HTTPREQ_PASSWORD=SECRET
lego --dns httpreq --accept-tos --email admin@example.com \
  --domains edge1.example.com --domains '*.edge1.example.com' run

# Or by acme-dns; `letsencrypt-dns doors acme-dns edge-1 edge1.example.com` prints what goes into the file.
export ACME_DNS_API_BASE=https://hub.example.com:8443/acme-dns ACME_DNS_STORAGE_PATH=./acme-dns.json
lego --dns acme-dns --accept-tos --email admin@example.com --domains edge1.example.com run
