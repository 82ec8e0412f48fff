# The graph over HTTP; see docs/serve.md.
FROM python:3.12-slim

COPY . /src
RUN pip install --no-cache-dir "/src[web]" && rm -rf /src \
    && useradd --system --no-create-home --uid 10001 sygraph

USER 10001
ENV PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=10s --start-period=10s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=9)"]

ENTRYPOINT ["sygraph", "serve", "--host", "0.0.0.0"]
