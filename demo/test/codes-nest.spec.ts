import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEXTS } from '../codes/texts.js';
import {
  createController,
  type Platform,
  probe,
  PROBES,
  startBareNest,
  ThingsController,
} from './support/bare-nest.js';
import { expectRecorded } from './support/recorded.js';

/* What the pages at /codes say about Nest, run on bare Nest. */

const LINES = Object.entries(TEXTS).flatMap(([code, { nest }]) =>
  nest ? [{ code: Number(code), nest }] : [],
);

const origins = {} as Record<Platform, string>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const controllers = LINES.map(({ code, nest }) => createController(code, nest));
  for (const platform of ['express', 'fastify'] as const) {
    const { origin, close } = await startBareNest(platform, [ThingsController, ...controllers]);
    origins[platform] = origin;
    stops.push(close);
  }
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

describe('The lines of a handler', () => {
  const cases = LINES.flatMap(({ code, nest }) =>
    (['express', 'fastify'] as const)
      // Only Fastify's reply has the response of Node as `raw`.
      .filter((platform) => platform === 'fastify' || !nest.includes('.raw.'))
      .map((platform) => ({ code, platform })),
  );
  it.each(cases)('$code is sent on $platform', async ({ code, platform }) => {
    const head = `GET /lines/${code} HTTP/1.1`;
    const result = await probe(origins[platform], { codes: [], request: '', head });
    expect(result).toMatch(new RegExp(`^${code}, `));
  });
});

it('The defaults of Nest are as recorded (otherwise RECORD=1)', async () => {
  const results = [];
  for (const one of PROBES) {
    const { codes, request } = one;
    const express = await probe(origins.express, one);
    results.push({ codes, request, express, fastify: await probe(origins.fastify, one) });
  }
  expectRecorded('nest-defaults.json', results);
});
