# The host in a container. Configure it by environment variables (README, "Settings"); it keeps everything in /data.
#   docker build -t tenko . && docker run --init -p 127.0.0.1:3000:3000 -v tenko:/data --env-file .env tenko

FROM node:22-bookworm-slim AS build
WORKDIR /src
# The runtime that npm brings is linked against it.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libatomic1 \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY LICENSE plugin.schema.json tsconfig.json ./
COPY core core
COPY plugins plugins
COPY scripts scripts
RUN node_modules/.bin/node scripts/build.mjs \
  && node_modules/.bin/node scripts/deploy/image.mjs /image

# Not distroless: the walls round foreign plugins are put up by setpriv, prlimit and unshare, which util-linux brings.
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libatomic1 \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=10001 --group=10001 /data
COPY --from=build /image /app
WORKDIR /app
ENV HOST=0.0.0.0 DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --start-interval=1s \
  CMD ["node_modules/.bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node_modules/.bin/node", "--enable-source-maps"]
CMD ["dist/main.js"]
