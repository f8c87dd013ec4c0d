# The bot in production: the pinned Node, git, its packages and src. No npm, compiler, test or playground inside.
#
#   docker build -t greenlight .
#
# How it is run, with what is mounted where: README.md, "Run it".
#
# BASE brings npm and is thrown away; RUNTIME is what the bot runs on. Both may name images of a registry of your own.
ARG BASE=node:24-slim
ARG RUNTIME=debian:bookworm-slim

FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Not `npm ci`: it refuses the lockfile when a registry lacks an optional package of another platform; `npm install`
# takes the same versions from the lockfile. Type declarations and source maps are half of what it brings (apart from
# Node itself) and serve nobody at run time.
RUN npm install --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/.bin \
 && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

FROM ${RUNTIME}
# git keeps the mirrors and pushes the branches; ssh-keygen signs commits where a key is configured. A RUNTIME that
# already has git needs no Debian mirror.
RUN command -v git >/dev/null || { apt-get update \
 && apt-get install -y --no-install-recommends git openssh-client ca-certificates \
 && rm -rf /var/lib/apt/lists/*; }
RUN echo 'greenlight:x:10000:10000:greenlight:/data:/bin/false' >>/etc/passwd \
 && echo 'greenlight:x:10000:' >>/etc/group \
 && mkdir /data && chown 10000:10000 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
# The pinned Node is one of the packages, and the only Node in the image.
RUN ln -sf /app/node_modules/node/bin/node /usr/local/bin/node
COPY package.json ./
COPY src ./src

# The compiled form of src is kept on the volume, so only the first start pays for stripping types.
ENV NODE_ENV=production HOST=0.0.0.0 HOME=/data GREENLIGHT_DATA_DIR=/data NODE_COMPILE_CACHE=/data/.compile-cache
VOLUME /data
USER 10000:10000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
