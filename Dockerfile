# Two stages: the first builds the environment (CPU torch), the second carries it and nothing else.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src
# Exactly what was tested, by its hashes; the lock was made with this Python.
COPY requirements.lock ./
RUN pip install --require-hashes --extra-index-url "$TORCH_INDEX" -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY descentlab descentlab
COPY app app
COPY engine engine
COPY static static
COPY templates templates
COPY content content
RUN pip install --no-deps .

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 lab && mkdir /data && chown lab /data
COPY --from=build /opt/venv /opt/venv
USER 1000:1000
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=40s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["descentlab", "--host", "0.0.0.0", "--port", "8000"]
