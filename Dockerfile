# The production image: web, worker and beat are this one image with another command (docker-compose.yml).
# No database and no broker inside: those are services of their own.

FROM node:22-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements/production.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/production.txt
COPY . .
COPY --from=front /app/node_modules node_modules
# Catalogues and static files, with settings that are thrown away: the image holds no secret.
RUN /venv/bin/python -m ops.build

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin influence \
    && install -d -o influence /state /media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 INFLUENCE_ENV= INFLUENCE_STATE=/state
USER influence
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
    "--workers", "1", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
