# One image for every process of ours: worker, migrations, the command line.
FROM python:3.11.13-slim-bookworm AS build
RUN python -m venv /opt/jieli
ENV PATH=/opt/jieli/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
# Every package by its hash: what was tested is what runs.
COPY requirements.lock ./
RUN pip install --require-hashes --no-deps -r requirements.lock
COPY . .
RUN pip install --no-deps --no-build-isolation .

FROM python:3.11.13-slim-bookworm
# Chinese faces for PDF files; the licensed ones of official papers come in by JIELI_FONT_DIR.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 jieli \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/jieli --shell /usr/sbin/nologin jieli \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/jieli
COPY --from=build /opt/jieli /opt/jieli
ENV PATH=/opt/jieli/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /var/lib/jieli
VOLUME /var/lib/jieli
USER 10001:10001
CMD ["python", "-P", "-m", "worker"]
