import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import document from '../../openapi.json' with { type: 'json' };
import { findHandlers } from '../support/handlers.js';
import { PUT_THING, useThings } from '../support/use-things.js';
import {
  ApiDocument,
  asJson,
  createExamples,
  JSON_TYPE,
  METHODS,
  operations,
  sendExample,
} from '#contract-testing';

/* What has the same cause in all operations: one test for each operation of the document. */

const api = useThings();
const OPERATIONS = operations(document);
const WITH_THING = [...OPERATIONS, PUT_THING];
const TAKES_JSON = OPERATIONS.filter(({ mediaTypes }) => mediaTypes.includes('application/json'));

beforeAll(() => createExamples(api, document));

/** The methods of each path, from the metadata of the controllers. */
const METHODS_BY_PATH = new Map<string, string[]>();
for (const { method, path } of findHandlers()) {
  METHODS_BY_PATH.set(path, [...(METHODS_BY_PATH.get(path) ?? []), method]);
}

describe.each([...METHODS_BY_PATH])('%s', (template, methods) => {
  const path = template.replaceAll(/:\w+/g, 'x');
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();

  it('204 to OPTIONS, with Allow', async () => {
    const { status, headers, text } = await api.send('OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.allow?.split(', ').sort()).toEqual(allowed);
    expect(text).toBe('');
  });

  it('405 to every other method, with the same Allow', async () => {
    const otherMethods = METHODS.filter((method) => !allowed.includes(method));
    const { headers } = await api.send('OPTIONS', path);
    for (const method of otherMethods) {
      const response = await api.send(method, path);
      expect([method, response.status, response.headers.allow]).toEqual([
        method,
        405,
        headers.allow,
      ]);
    }
  });
});

describe('HEAD', () => {
  const reads = OPERATIONS.filter(({ method }) => method === 'GET');
  it.each(reads)('$success to $template as for GET, without content', async ({ path, success }) => {
    const { status, text } = await api.send('HEAD', path);
    expect(status).toBe(success);
    expect(text).toBe('');
  });
});

/* What the client accepts, and what it sends: the tables are in `libs/strict-http`. */

describe.each(OPERATIONS.filter(({ responses }) => '406' in responses))(
  '$method $template',
  ({ method, path }) => {
    it('406 when Accept rules out JSON', async () => {
      const headers = { Accept: 'text/html' };
      const { status, body } = await api.send<{ type: string }>(method, path, { headers });
      expect(status).toBe(406);
      expect(body.type).toBe('/problems/not-acceptable');
    });
  },
);

describe.each(OPERATIONS.filter(({ mediaTypes }) => mediaTypes.length > 0))(
  '$method $template',
  ({ method, path, mediaTypes }) => {
    it.each<[string, Record<string, string>]>([
      ['is of another type', { 'Content-Type': 'text/x-other' }],
      ['has a content coding', { 'Content-Type': mediaTypes[0], 'Content-Encoding': 'gzip' }],
    ])('415 when the body %s', async (_, headers) => {
      const response = await api.send(method, path, { headers, body: '{}' });
      expect(response.status).toBe(415);
      const name = method === 'PATCH' ? 'accept-patch' : 'accept';
      expect(response.headers[name]).toBe(mediaTypes.join(', '));
    });
  },
);

describe('PUT', () => {
  // RFC 9110 §14.5
  it.each(WITH_THING.filter(({ method }) => method === 'PUT'))(
    '400 to $template when it has a Content-Range',
    async ({ path, body: json }) => {
      const before = await api.exchange<{ name: string }>('GET', path);
      const { headers, body } = asJson(json);
      const partial = { ...headers, 'Content-Range': 'bytes 0-9/20' };
      const response = await api.send<{ errors: object[] }>('PUT', path, {
        headers: partial,
        body,
      });
      expect(response.status).toBe(400);
      expect(response.body.errors).toMatchObject([{ header: 'Content-Range' }]);
      expect((await api.exchange<{ name: string }>('GET', path)).body.name).toBe(before.body.name);
    },
  );
});

/** The operations that document 400 invalid-parameters, such as `GET /items`. */
const CHECKED = new Set(
  new ApiDocument(document as unknown as OpenAPIObject).documentedResponses
    .filter(([, , status, type]) => status === '400' && type === 'invalid-parameters')
    .map(([method, template]) => `${method} ${template}`),
);

describe.each(OPERATIONS.filter(({ method, template }) => CHECKED.has(`${method} ${template}`)))(
  '$method $template',
  (operation) => {
    it('400 when a query parameter is unknown', async () => {
      const path = `${operation.path}?surprise=1`;
      const response = await sendExample(api, { ...operation, path });
      expect(response.status).toBe(400);
      expect(response.body.errors).toEqual([
        { parameter: 'surprise', detail: 'is not known here' },
      ]);
    });
  },
);

describe.each(TAKES_JSON)('$method $template', ({ method, path, bodyBytes = 102_400 }) => {
  it('400 when the body is not JSON', async () => {
    const { status, body } = await api.send<Problem>(method, path, {
      headers: JSON_TYPE,
      body: '{"name":',
    });
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-body');
  });

  it('413 when the body is larger than it may be, and tells how large that is', async () => {
    const body = Buffer.alloc(bodyBytes + 1, ' ');
    const request = { headers: JSON_TYPE, body };
    const response = await api.send<{ detail: string }>(method, path, request);
    expect(response.status).toBe(413);
    expect(response.body.detail).toContain(`${bodyBytes.toLocaleString('en')} bytes`);
  });

  it('422 when the body is an array', async () => {
    const { status, body } = await api.send<Problem>(method, path, {
      headers: JSON_TYPE,
      body: '[]',
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#', detail: 'must be a JSON object' }]);
  });

  it('422 when the body has an unknown field', async () => {
    const { status, body } = await api.send<Problem>(method, path, {
      headers: JSON_TYPE,
      body: '{"surprise":1}',
    });
    expect(status).toBe(422);
    expect(body.errors).toContainEqual({ pointer: '#/surprise', detail: 'is not known here' });
  });
});

interface Problem {
  type: string;
  errors: object[];
}

/* A field of a wrong type is told so first, whatever else its rules are: a row for each field of each body. */

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
}

/** What is sent in place of each type, and what the response says of it. */
const WRONG: Record<string, [value: unknown, detail: string]> = {
  string: [['x'], 'must be a string'],
  array: ['x', 'must be an array'],
  object: [['x'], 'must be an object'],
};

const SCHEMAS = document.components.schemas as Record<string, Schema>;

function resolve({ $ref, ...schema }: Schema): Schema {
  return $ref ? resolve(SCHEMAS[$ref.replace('#/components/schemas/', '')]) : schema;
}

/** A body with one wrong field, and the pointer to it, for each field of a schema. */
function listFields(schema: Schema): [pointer: string, body: object, detail: string][] {
  return Object.entries(resolve(schema).properties ?? {}).flatMap(([name, property]) => {
    const [value, detail] = WRONG[String([resolve(property).type].flat()[0])];
    const nested = listFields(property).map(([pointer, body, text]): [string, object, string] => [
      `/${name}${pointer}`,
      { [name]: body },
      text,
    ]);
    return [[`/${name}`, { [name]: value }, detail], ...nested];
  });
}

type Paths = Record<string, Record<string, { requestBody: { content: object } }>>;

function getBodySchema(template: string, method: string): Schema {
  const { content } = (document.paths as unknown as Paths)[template][method].requestBody;
  return (Object.values(content) as { schema: Schema }[])[0].schema;
}

const BODIES = TAKES_JSON.map(({ method, template, path, headers }) => ({
  method,
  template,
  path,
  headers,
  fields: listFields(getBodySchema(template, method.toLowerCase())),
}));

describe.each(BODIES)('$method $template', ({ method, path, headers, fields }) => {
  it.each(fields)('422 at #%s: %j', async (pointer, json, detail) => {
    const { status, body } = await api.send<{ errors: object[] }>(
      method,
      path,
      asJson(json, headers),
    );
    expect(status).toBe(422);
    expect(body.errors).toContainEqual({ pointer: `#${pointer}`, detail });
  });
});

/* What each operation of the document responds without a token, or with an invalid one. */

describe.each(WITH_THING.filter(({ needsToken }) => needsToken !== undefined))(
  '$method $template',
  (operation) => {
    it('401 when the token is invalid', async () => {
      const { status, body, headers } = await sendExample(
        api.withToken('an.invalid.token'),
        operation,
      );
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    it('400 when there are two Authorization headers', async () => {
      const { status, body } = await sendExample(api, operation, {
        Authorization: ['Bearer a', 'Bearer b'],
      });
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ header: 'Authorization', detail: 'must be given once' }]);
    });
  },
);

describe.each(WITH_THING.filter(({ needsToken }) => needsToken))(
  '$method $template',
  (operation) => {
    it('401 without a token', async () => {
      const { status, body, headers } = await sendExample(api.withToken(undefined), operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/unauthenticated');
      expect(headers['www-authenticate']).toBe('Bearer');
    });
  },
);

describe.each(WITH_THING.filter(({ needsToken }) => needsToken === undefined))(
  '$method $template',
  (operation) => {
    it(`${operation.success} ignores an invalid token`, async () => {
      const { status } = await sendExample(api.withToken('an.invalid.token'), operation);
      expect(status).toBe(operation.success);
    });
  },
);
