import { describe, expect, it } from '@jest/globals';
import { createBanner } from '../banner.js';

describe('createBanner', () => {
  it.each([
    ['http://127.0.0.1:3000', 'localhost', 'http://localhost:3000'],
    ['http://0.0.0.0:80', '0.0.0.0', 'http://localhost'],
    ['http://[::]:3000', '::', 'http://localhost:3000'],
    ['http://[::1]:3000', '::1', 'http://[::1]:3000'],
  ])('for %s with HOST=%s, names an address that a local browser can open', (url, host, origin) => {
    expect(createBanner(url, host)).toContain(` ${origin}/docs`);
  });
});
