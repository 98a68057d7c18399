FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No dependency needs its install script.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Left to itself, npm counts TypeScript as production's: it is an optional peer of @nestjs/swagger.
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:26-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
# Without `"type": "module"` from here, Node would have to guess what the files are.
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# What the tour serves.
COPY requests.http ./
COPY src/tour/public src/tour/public
USER node
EXPOSE 3000
# Live, not ready: what is unhealthy gets restarted, which does not bring back a lost database.
HEALTHCHECK --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1))"]
# Not npm: it passes SIGTERM to its shell, and that need not pass it on.
CMD ["node", "dist/main.js"]
