import { describe, expect, it } from '@jest/globals';
import { DECORATORS } from '@nestjs/swagger';
import { checkIdempotencyKey, Idempotent } from '#idempotency';

class Controller {
  @Idempotent()
  create(this: void): void {}

  update(this: void): void {}
}

const { create, update } = Controller.prototype;

const [{ schema }] = Reflect.getMetadata(DECORATORS.API_PARAMETERS, create) as [
  { schema: { pattern: string } },
];
const PATTERN = new RegExp(schema.pattern);

const VALID = [
  'a',
  '8e03978e-40d5-43dd-bc93-6894a57f9324',
  '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  'x'.repeat(255),
  `"${'x'.repeat(255)}"`,
  `"${'\\"'.repeat(255)}"`,
  'a"b\\c',
  'a,b;c=d',
  '!~',
  '"\\\\"',
];

const MALFORMED = [
  '',
  '""',
  '"',
  '"a',
  '"a"b"',
  '"a\\b"',
  '"a\\"',
  'a b',
  '"a b"',
  'a, b',
  '"a", "b"',
  'x'.repeat(256),
  `"${'x'.repeat(256)}"`,
  'caf\u00e9',
  '"caf\u00e9"',
  'a\tb',
  'a\x7f',
  'a\0',
  'a\n',
  '"a"\n',
];

function check(header: string, handler: object = create): object[] {
  return checkIdempotencyKey({ headers: { 'idempotency-key': header } }, handler);
}

describe('Idempotency-Key', () => {
  it.each(VALID)('is %j', (header) => {
    expect(check(header)).toEqual([]);
    expect(header).toMatch(PATTERN);
  });

  it.each(MALFORMED)('is not %j', (header) => {
    expect(check(header)).toEqual([
      {
        header: 'Idempotency-Key',
        detail: 'must be given once, as 1 to 255 visible ASCII characters',
      },
    ]);
    expect(header).not.toMatch(PATTERN);
  });

  it('is not looked at where the handler does not take it', () => {
    expect(check('', update)).toEqual([]);
  });

  it('may be absent', () => {
    expect(checkIdempotencyKey({ headers: {} }, create)).toEqual([]);
  });
});
