import type { INestApplication } from '@nestjs/common';
import * as swagger from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto, problemResponse, type ResponseObject } from './http/api-problems.js';
import { acceptHeaders, RATE_LIMIT } from './http/headers.js';
import { getSchemaPath, tellSwagger } from './http/swagger.js';
import { closeObjects, exampleOf } from './openapi-schemas.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Body = Operation['requestBody'] | Operation['responses'][string];
type MediaType = NonNullable<Extract<Body, { content?: unknown }>['content']>[string];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The headers of every response. (Those of the rate limit are missing where it is switched off.) */
const COMMON_HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request: the one the client sent in this header, or one of ours.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    example: '0e3b5c1e-7d0f-4b5e-9f43-6a8f6d2b1c9a',
  },
  ...RATE_LIMIT,
} as const;

const REQUEST_ID_PARAMETER = {
  name: 'X-Request-Id',
  in: 'header',
  description: 'An id of your own for this request; one that is not plain is replaced.',
  schema: { type: 'string' },
} as const;

const BEARER = 'What `POST /auth/login` gives; good for an hour, also when the password changes.';

/** What an operation may answer beyond its own codes, as any server may: a 500, say. */
const UNEXPECTED = {
  description: 'Any other problem.',
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
};

/**
 * Describes the API. What an operation answers is said by the decorators above its handler; what
 * every operation has in common is added here.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  tellSwagger(swagger);
  const config = new swagger.DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Response codes')
    .setDescription('A shop of items and users whose every response code is documented and tested.')
    .setVersion('1.0.0')
    .addBearerAuth({ type: 'http', bearerFormat: 'JWT', description: BEARER })
    .build();
  const document = swagger.SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: operationId,
  });
  const components = (document.components ??= {});
  const schemas = (components.schemas ??= {});
  components.headers = COMMON_HEADERS;
  components.parameters = { RequestId: REQUEST_ID_PARAMETER };
  components.responses = {
    NotAcceptable: withCommonHeaders(problemResponse(406, ['not-acceptable'])),
    TooManyRequests: withCommonHeaders(problemResponse(429, ['rate-limited'])),
    ServiceUnavailable: withCommonHeaders(problemResponse(503, ['service-unavailable'])),
    Problem: withCommonHeaders(UNEXPECTED),
  };
  for (const { method, operation } of operations(document)) {
    const { requestBody, responses } = operation;
    for (const { schema } of media(requestBody)) closeObjects(schema, schemas);
    for (const [status, response] of Object.entries(responses)) {
      if (!response || '$ref' in response) continue;
      if (status === '415') {
        response.headers = acceptHeaders(method, Object.keys(contentOf(requestBody)));
      }
      withCommonHeaders(response);
    }
    for (const content of [requestBody, ...Object.values(responses)].flatMap(media)) {
      if (!content.examples) content.example = exampleOf(content.schema, schemas);
    }
    (operation.parameters ??= []).push({ $ref: '#/components/parameters/RequestId' });
    if (!isPage(responses)) responses['406'] = { $ref: '#/components/responses/NotAcceptable' };
    responses['429'] = { $ref: '#/components/responses/TooManyRequests' };
    if ('503' in responses) {
      responses['503'] = { $ref: '#/components/responses/ServiceUnavailable' };
    }
    responses.default = { $ref: '#/components/responses/Problem' };
  }
  return document;
}

/** `ItemsController`, `findAll` → `itemsFindAll`: what a generated client calls the operation. */
function operationId(controller: string, method: string): string {
  const resource = controller.replace('Controller', '');
  return resource[0].toLowerCase() + resource.slice(1) + method[0].toUpperCase() + method.slice(1);
}

function operations({ paths }: OpenAPIObject): { method: string; operation: Operation }[] {
  return Object.values(paths).flatMap((path) =>
    METHODS.flatMap((method) => {
      const operation = path[method];
      return operation ? { method, operation } : [];
    }),
  );
}

/** What a request or a response may hold, by media type. */
function contentOf(body: Body): Record<string, MediaType> {
  return (body && 'content' in body && body.content) || {};
}

function media(body: Body): MediaType[] {
  return Object.values(contentOf(body));
}

function withCommonHeaders(response: ResponseObject): ResponseObject {
  const common = Object.keys(COMMON_HEADERS).map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]);
  const headers = {
    ...response.headers,
    ...Object.fromEntries(common),
  } as ResponseObject['headers'];
  return Object.assign(response, { headers });
}

/** A page is for browsers, and is sent whatever they accept. */
function isPage(responses: Operation['responses']): boolean {
  return 'text/html' in contentOf(responses['200']);
}
