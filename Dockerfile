# Interlock in a container. Build: docker build -t interlock .   Run with a database: docker compose up
# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The programs of the build as well; what only it needs is taken out below.
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build:web && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production INTERLOCK_HOST=0.0.0.0 INTERLOCK_PORT=4310 INTERLOCK_DATA=/data INTERLOCK_FOLLOW_PARENT=no INTERLOCK_LOG=info
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4310
# Node is process 1 without npm between, so SIGTERM reaches it: running requests end first.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4310/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/interlock.mjs", "start"]
