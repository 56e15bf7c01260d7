# fselint in an image of one file, for a user without rights; 15 MB to pull, 38 MB unpacked:
#
#   docker build -t fselint .
#   docker run --rm -v "$PWD:/data:ro" -v fselint-catalog:/cache fselint check /data
#
# Catalogs are imported into the volume /cache.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION TARGETOS TARGETARCH
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH VERSION=$VERSION scripts/build-static /fselint && install -d -o 65532 -g 65532 /empty

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /empty /cache
COPY --from=build --chown=65532:65532 /empty /data
COPY --from=build --chown=65532:65532 /empty /tmp
COPY --from=build /fselint /usr/local/bin/fselint
ENV XDG_CACHE_HOME=/cache
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/usr/local/bin/fselint"]
CMD ["--help"]
