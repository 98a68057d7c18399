import { describe, expect, it } from '@jest/globals';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import document from '../../openapi.json' with { type: 'json' };
import { Authentication } from '../../src/auth/public.decorator.js';
import { useApp } from '../support/app.js';
import { UnannotatedModule } from '../support/fixtures.js';
import { findHandlers, getMetadata, type Handler } from '../support/handlers.js';
import { type DocumentedOperation, operations } from '#contract-testing';

/* The decorators of every handler agree with the document. */

const OPERATIONS = operations(document);
const HANDLERS = findHandlers();
const DOCUMENTED_HANDLERS = HANDLERS.flatMap((handler) => {
  const operation = findOperation(handler);
  return operation ? [{ ...handler, operation }] : [];
});

function findOperation({ method, path }: Handler): DocumentedOperation | undefined {
  const template = path.replaceAll(/:(\w+)/g, '{$1}');
  return OPERATIONS.find(
    (operation) => operation.method === method && operation.template === template,
  );
}

describe('The handlers', () => {
  it('include one for each operation of the document', () => {
    expect(DOCUMENTED_HANDLERS).toHaveLength(OPERATIONS.length);
  });
});

describe.each(DOCUMENTED_HANDLERS)('$name', ({ handler, controller, operation }) => {
  it('has @HttpCode with its only success code, or no @HttpCode with two', () => {
    const successCodes = Object.keys(operation.responses)
      .map(Number)
      .filter((code) => code < 400 && code !== 304);
    const expected = successCodes.length === 1 ? successCodes[0] : undefined;
    expect(getMetadata(HTTP_CODE_METADATA, handler)).toBe(expected);
  });

  it('has the authentication that the document shows', () => {
    const authentication =
      getMetadata<'none' | 'optional'>(Authentication.KEY, handler) ??
      getMetadata<'none' | 'optional'>(Authentication.KEY, controller);
    const needsToken = { none: undefined, optional: false, required: true };
    expect(operation.needsToken).toBe(needsToken[authentication ?? 'required']);
  });
});

describe('A handler without a decorator for authentication', () => {
  const api = useApp({}, [UnannotatedModule]);

  it('401 without a token, 200 with one', async () => {
    expect((await api.withToken(undefined).exchange('GET', '/unannotated')).status).toBe(401);
    expect((await api.exchange('GET', '/unannotated')).status).toBe(200);
  });
});
