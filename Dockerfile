# The image: packages by hash in a first stage, then the program alone, run by nobody in particular.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE wsgi.py ./
COPY search ./search
COPY forum ./forum
COPY moderation ./moderation
COPY templates ./templates
COPY static ./static
RUN /venv/bin/pip install --no-deps --no-build-isolation -e .

FROM python:3.11-slim
RUN groupadd --system --gid 10001 frontporch \
    && useradd --system --uid 10001 --gid 10001 --home-dir /app --shell /usr/sbin/nologin frontporch \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 FRONTPORCH_DATA_DIR=/data FRONTPORCH_LOG_FORMAT=json
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Asked for by the name that the instance answers to: others are refused where TRUSTED_HOSTS is set.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import os, urllib.request as web; from urllib.parse import urlsplit; name = urlsplit(os.environ.get('FRONTPORCH_BASE_URL', 'http://localhost')).hostname; web.urlopen(web.Request('http://127.0.0.1:8000/readyz', headers={'Host': name}), timeout=4)"]
CMD ["frontporch", "serve", "--host", "0.0.0.0"]
