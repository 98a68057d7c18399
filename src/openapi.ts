import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { createDocument, OpenApiDocument, setUpSwaggerUi } from '#openapi';
import { describeProblems, InternalError } from '#problem-details';
import { TOKEN_LIFETIME } from './auth/access-token.service.js';
import { InvalidToken, Unauthenticated } from './auth/auth.problems.js';
import type { Config } from './config/config.js';

/* What the document says of the API as a whole: the title, the text at its top, and a sentence about each tag. */

/** `npm run rename` changes it, and every other place that has it. */
export const PROJECT_TITLE = 'Nest response codes';

/** In the order in which they appear. */
const TAGS = {
  items: 'A shop’s items. The client chooses the id, so PUT creates or replaces.',
  imports: 'Many items in one file, and a report about each line.',
  users: 'The people who own items. The server chooses the id, so POST creates.',
  auth: 'Exchange credentials for an access token.',
  health: 'What an orchestrator asks.',
  documentation: 'This document, and a page about each problem type.',
};

/** Serves the document at /openapi.json, and a page to try it at /docs. */
export function setUpDocumentation(app: INestApplication, config: Config): void {
  app.get(OpenApiDocument).build = () => buildDocument(app, config);
  setUpSwaggerUi(app, { title: PROJECT_TITLE, documentUrl: `${config.basePath}/openapi.json` });
}

export function buildDocument(app: INestApplication, config: Config): Promise<OpenAPIObject> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(PROJECT_TITLE)
    .setDescription(describe(config))
    .setVersion('1.0.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    // Relative, it is resolved against the URL of the document. A second server, such as a demo, is a line more.
    .addServer(config.publicUrl ?? '/')
    .addGlobalResponse({ ...describeProblems([InternalError]), status: 500 })
    .addBearerAuth({
      type: 'http',
      bearerFormat: 'JWT',
      description: `A token from \`POST /auth/login\`. It is valid for ${TOKEN_LIFETIME / 60} minutes, or until the password of its user changes.`,
    });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return createDocument(app, {
    config: builder.build(),
    unauthorized: { missing: Unauthenticated, invalid: InvalidToken },
  });
}

function describe({ limits }: Config): string {
  return `A shop of items and users, whose every response code is documented and tested.

**Start.** Reading items is public. To write, sign up with \`POST /users\`, and send the \`accessToken\` of \`POST /auth/login\` as a bearer token. Send \`PUT /items/{id}\` twice: the first response is a 201, the second a 200.

**Errors** are problem details (RFC 9457) with the schema \`Problem\`, whatever \`Accept\` says. \`type\` leads to an explanation, \`title\` is constant for a type, \`detail\` tells about this occurrence. A 400 means that the request cannot be read: its syntax, a parameter or a header. A 422 means that a field of the body is invalid. Both list every error in \`errors\`.

**Unknown names.** A query parameter that an operation does not have is a 400, a field that a body does not have is a 422. Nothing is changed silently: a text is neither trimmed nor folded, and a length counts code points. Half a surrogate pair is a 422.

**Versions.** GET sends an \`ETag\`. Send it in \`If-None-Match\` to get a 304 while your copy is current, and in \`If-Match\` to change only the version that you know: otherwise the response is a 412. PATCH requires \`If-Match\` (428). \`If-None-Match: *\` only creates. \`If-Unmodified-Since\` on a write without \`If-Match\` is a 400, since nothing here has a time as its version.

**Retries.** A PUT is safe to repeat. So is a POST with an \`Idempotency-Key\`, where the operation takes one: for a day, the same request gets the first response again, the same key with another request is a 422, and while the first request runs it is a 409 with \`Retry-After\`.

**Pages.** A list returns \`limit\` entries and a \`nextCursor\`, which is the \`cursor\` of the next page; the \`Link\` header has the same URL. An entry that is added or removed meanwhile makes you neither miss nor repeat another.

**Headers of every response.** \`X-Request-Id\` is the id of the request: that of the request itself if it has one of 1 to 128 letters, digits, dots, underscores or hyphens, otherwise a new one. \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` say how many requests per minute a client may send, how many are left, and in how many seconds all are available again; \`/health/*\` has no limit. All responses have security headers (helmet's defaults). 401, 403, 428, 429, 5xx, \`/health/*\` and imports have \`Cache-Control: no-store\`.

**Every path** supports HEAD where it supports GET, and OPTIONS, which responds with 204 and \`Allow\`. Any other method is a 405 with the same \`Allow\`. Paths are case-sensitive, and a trailing slash is a 404.

**Before an operation is found** the server responds with 400 to invalid HTTP, 404 to an unknown path, 405 to a method that the path does not have, 408 when headers take more than ${limits.headersTimeoutMs / 1_000} s or the whole request more than ${limits.requestTimeoutMs / 1_000} s (an import ${limits.streamTimeoutMs / 1_000} s), 414 to a URL of more than ${limits.urlBytes.toLocaleString('en')} bytes, 431 to headers of more than ${limits.headersBytes / 1_024} KiB, and 501 to CONNECT or an unknown transfer coding. These are problem details too.
`;
}
