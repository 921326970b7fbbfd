# One static binary and nothing else: no shell, no package manager, not root.
#   docker build -t heed .
#   docker run -p 127.0.0.1:8080:8080 -p 127.0.0.1:8081:8081 -p 127.0.0.1:8082:8082 -v heed:/data heed
# compose.yaml runs the three processes apart.

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w' -o /image/heed ./cmd/heed \
 && install -D -m 0644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
 && install -m 0644 LICENSE /image/LICENSE \
 && install -d -m 0700 /writable/data /writable/data/blobs \
 && install -d -m 0700 /writable/tmp

FROM scratch
# The contents of the two folders, so that the modes of what is in them are kept.
COPY --from=build /image/ /
COPY --from=build --chown=65532:65532 /writable/ /
USER 65532:65532
ENV HEED_DATA=/data \
    HEED_PORTAL_ADDR=:8080 \
    HEED_BACKOFFICE_ADDR=:8081 \
    HEED_VIEWER_ADDR=:8082
VOLUME ["/data"]
EXPOSE 8080 8081 8082
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/heed", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/heed"]
CMD ["serve"]
