import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { RATE_LIMIT_HEADERS } from '../http/response-headers.js';
import { toProblemResponse } from '../problems/api-problems.decorator.js';
import {
  InternalError,
  NotAcceptable,
  ServiceUnavailable,
  TooManyRequests,
} from '../problems/http.problems.js';
import { ProblemDto } from '../problems/problem.dto.js';
import { applyValidationSchemas } from './apply-validation-schemas.js';
import { addCommonParts } from './common-parts.js';
import type { Operation, ResponseObject } from './document-types.js';

/** The headers of every response; without a rate limit, those of the limit are absent. */
const COMMON_HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request: from the request, or else generated.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    example: '0e3b5c1e-7d0f-4b5e-9f43-6a8f6d2b1c9a',
  },
  ...RATE_LIMIT_HEADERS,
} as const;

const REQUEST_ID_PARAMETER = {
  name: 'X-Request-Id',
  in: 'header',
  description: 'An id for this request. The server replaces one with other characters.',
  schema: { type: 'string' },
} as const;

const BEARER =
  'A token from `POST /auth/login`. It is valid for an hour, or until the password of its user changes.';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Describes the API. The decorators of a handler list its own responses; what all operations have
 * in common is added here.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  applyValidationSchemas();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Response codes')
    .setDescription('A shop of items and users whose every response code is documented and tested.')
    .setVersion('1.0.0')
    .addBearerAuth({ type: 'http', bearerFormat: 'JWT', description: BEARER })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: toOperationId,
  });
  const components = (document.components ??= {});
  const schemas = (components.schemas ??= {});
  for (const { method, operation } of listOperations(document)) {
    addCommonParts(method, operation, schemas);
    for (const response of Object.values(operation.responses)) addCommonHeaders(response);
  }
  components.headers = COMMON_HEADERS;
  components.parameters = { RequestId: REQUEST_ID_PARAMETER };
  components.responses = {
    NotAcceptable: toProblemResponse([NotAcceptable]),
    TooManyRequests: toProblemResponse([TooManyRequests]),
    ServiceUnavailable: toProblemResponse([ServiceUnavailable]),
    InternalError: toProblemResponse([InternalError]),
  } as Record<string, ResponseObject>;
  Object.values(components.responses).forEach(addCommonHeaders);
  return document;
}

/** `ItemsController`, `findAll` → `itemsFindAll`, the name that a generated client uses. */
function toOperationId(controller: string, method: string): string {
  const resource = controller.replace('Controller', '');
  return resource[0].toLowerCase() + resource.slice(1) + method[0].toUpperCase() + method.slice(1);
}

function listOperations({ paths }: OpenAPIObject): { method: string; operation: Operation }[] {
  return Object.values(paths).flatMap((path) =>
    METHODS.flatMap((method) => {
      const operation = path[method];
      return operation ? { method, operation } : [];
    }),
  );
}

function addCommonHeaders(response: Operation['responses'][string]): void {
  if (!response || '$ref' in response) return;
  const common = Object.keys(COMMON_HEADERS).map((name) => [
    name,
    { $ref: `#/components/headers/${name}` },
  ]);
  response.headers = { ...response.headers, ...(Object.fromEntries(common) as object) };
}
