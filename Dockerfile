# syntax=docker/dockerfile:1
# The image: Dateline as an ordinary user on a root file system that may be read-only. Everything it
# keeps lies in the volume /data. `make image-steps` runs these steps where no Docker is at hand.

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/dateline
COPY requirements.lock ./
RUN /opt/dateline/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY storage storage
COPY playground playground
COPY seeds seeds
RUN /opt/dateline/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
# The charts of /stats need a font that has Chinese.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home dateline
COPY --from=build /opt/dateline /opt/dateline
# SQLITE_TMPDIR: an erasure writes the database anew, for which a small /tmp has no room.
ENV DATELINE_DATA=/data \
    SQLITE_TMPDIR=/data \
    DATELINE_HEALTH_PORT=8080 \
    DATELINE_LOG_FORMAT=json \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/dateline/bin:$PATH
USER dateline
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz')"]
ENTRYPOINT ["dateline"]
CMD ["run"]
