import { describe, expect, it } from '@jest/globals';
import { RequestMethod, type Type } from '@nestjs/common';
import { MODULES } from '../src/app.module.js';
import { useApp } from './support/app.js';
import { METHODS } from './support/client.js';

const api = useApp();

/** The methods that each path has handlers for, as the controllers themselves say. */
const PATHS = new Map<string, string[]>();
for (const controller of MODULES.flatMap((module) => metadata<Type[]>('controllers', module))) {
  const prefix = metadata<string>('path', controller);
  for (const handler of Object.values(Object.getOwnPropertyDescriptors(controller.prototype))) {
    const method = metadata<RequestMethod | undefined>('method', handler.value as object);
    if (method === undefined) continue;
    const parts = [prefix, metadata<string>('path', handler.value as object)];
    const path = `/${parts
      .flatMap((part) => part.split('/'))
      .filter(Boolean)
      .join('/')}`;
    PATHS.set(path, [...(PATHS.get(path) ?? []), RequestMethod[method]]);
  }
}

describe.each([...PATHS])('%s', (template, methods) => {
  const path = template.replaceAll(/:\w+/g, 'x');
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();

  it('204 to OPTIONS, with Allow', async () => {
    const { status, headers, text } = await api.send('OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.allow?.split(', ').sort()).toEqual(allowed);
    expect(text).toBe('');
  });

  it('405 to every method that it lacks, with the same Allow', async () => {
    const lacking = METHODS.filter((method) => !allowed.includes(method));
    const { headers } = await api.send('OPTIONS', path);
    for (const method of lacking) {
      const answer = await api.send(method, path);
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, headers.allow]);
    }
  });
});

describe('OPTIONS', () => {
  it('204 names what a PATCH may be, where there is one', async () => {
    const { status, headers } = await api.send('OPTIONS', '/items/desk-lamp');
    expect(status).toBe(204);
    expect(headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });

  it('204 whatever it comes with', async () => {
    const headers = { Accept: 'text/html', 'Content-Type': 'text/plain' };
    expect((await api.send('OPTIONS', '/items', { headers, body: 'x' })).status).toBe(204);
  });

  it('404 where there is nothing', async () => {
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
  });
});

describe('A body', () => {
  it('405 is not looked at where no method takes it', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send('PUT', '/items', { headers, body: '{' })).status).toBe(405);
  });
});

function metadata<T>(key: string, target: object): T {
  return Reflect.getMetadata(key, target) as T;
}
