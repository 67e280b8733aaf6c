# The image: a small base with Node, and the program as one bundle. See docs/image.md.
#
#   docker build -t letsencrypt-dns .
#   docker build --build-arg BASE=node:24-alpine …      another base: anything with a shell and, or an apk for, node and tini
#   docker build --build-arg BUNDLE=prebuilt …          takes dist/bundle as `npm run bundle` left it, and needs no registry;
#                                                       the bundle is the same on every architecture
ARG BASE=alpine:3.23
ARG BUILDER=node:24-alpine

FROM ${BUILDER} AS builder
ARG BUNDLE=build
WORKDIR /src
COPY . .
RUN case "$BUNDLE" in \
      build) rm -rf dist && npm ci --ignore-scripts --no-audit --no-fund && npm run bundle && rm -rf node_modules ;; \
      prebuilt) test -f dist/bundle/package.json ;; \
      *) echo "BUNDLE must be build or prebuilt" >&2; exit 1 ;; \
    esac \
 && chmod -R a+rX,go-w dist/bundle \
 && chmod a+x dist/bundle/dist/core/bundle/letsencrypt-dns.cjs dist/bundle/dist/core/bundle/lexicon.cjs

FROM ${BASE}
# tini reaps what deploy hooks leave behind and hands signals on.
RUN if command -v apk > /dev/null; then apk add --no-cache nodejs tini ca-certificates-bundle; fi \
 && command -v node > /dev/null && command -v tini > /dev/null && test -s /etc/ssl/certs/ca-certificates.crt

COPY --from=builder /src/dist/bundle /opt/letsencrypt-dns
COPY image/entrypoint.sh /usr/local/bin/letsencrypt-dns-entrypoint
# /node_modules is where a plugin that is mounted anywhere finds `letsencrypt-dns/sdk`.
RUN mkdir -p /node_modules /usr/local/bin /etc/letsencrypt \
 && ln -s /opt/letsencrypt-dns /node_modules/letsencrypt-dns \
 && ln -s /opt/letsencrypt-dns/dist/core/bundle/letsencrypt-dns.cjs /usr/local/bin/letsencrypt-dns \
 && ln -s /opt/letsencrypt-dns/dist/core/bundle/lexicon.cjs /usr/local/bin/lexicon \
 && letsencrypt-dns --version

# PATH is for bases that set none.
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NODE_ENV=production
VOLUME /etc/letsencrypt
WORKDIR /etc/letsencrypt
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m CMD ["letsencrypt-dns", "health"]
ENTRYPOINT ["tini", "--", "letsencrypt-dns-entrypoint"]
CMD ["run"]

# Last, so that a new version leaves the layers above in the cache.
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG BASE
LABEL org.opencontainers.image.title="letsencrypt-dns" \
      org.opencontainers.image.description="Keeps TLS certificates alive through DNS challenges, for any service, on any DNS provider, unattended" \
      org.opencontainers.image.source="https://github.com/letsencrypt-dns/letsencrypt-dns" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="$BASE"
