# The board as a container: one port, no root, nothing in it but what it needs to run.
# docs/deploying.md says what it wants from its environment.

FROM python:3.13-slim AS packages
WORKDIR /board
RUN pip install --no-cache-dir uv && uv venv /opt/venv
COPY requirements.lock .
RUN uv pip install --python /opt/venv/bin/python --no-cache --require-hashes --compile-bytecode -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /board
RUN useradd --system --uid 10001 --home-dir /board --shell /usr/sbin/nologin board
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY plannr_board plannr_board
COPY boards boards
COPY templates templates
COPY static static
# Hashing the static files asks for settings, but not for these two: they are gone with this line.
RUN SECRET_KEY=only-while-building-the-static-files PLANNR_TOKEN=only-while-building python manage.py collectstatic --noinput -v 0

USER board
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/livez', timeout=4)"]

# uvicorn believes X-Forwarded-For only from the addresses in FORWARDED_ALLOW_IPS (the proxy's; 127.0.0.1 where it is not
# set), so that nobody can choose the address that is counted against their failed sign-ins. A stopping container gives
# running requests ten seconds; a move that was cut off is settled by the next start.
CMD ["python", "-m", "plannr_board", "--host", "0.0.0.0", "--port", "8000"]
