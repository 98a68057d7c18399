import { describe, expect, it } from '@jest/globals';
import { formatEtag, parseEntityTags } from '../src/entity-tag.js';

const strong = (value: string): object => ({ isWeak: false, value });
const weak = (value: string): object => ({ isWeak: true, value });

describe('parseEntityTags', () => {
  it.each([
    ['*', 'any'],
    ['"a"', [strong('a')]],
    ['W/"a"', [weak('a')]],
    ['""', [strong('')]],
    ['"a", W/"b","c"', [strong('a'), weak('b'), strong('c')]],
    ['"a,b"', [strong('a,b')]],
    ['"*"', [strong('*')]],
    ['"\xe9"', [strong('\xe9')]],
    [' , "a" ,\t, "b",', [strong('a'), strong('b')]],
  ])('reads %s', (header, expected) => {
    expect(parseEntityTags(header)).toEqual(expected);
  });

  it.each([
    undefined,
    '',
    ',',
    'a',
    '"a',
    'a"',
    '"a" "b"',
    '"a";"b"',
    '*, "a"',
    '"a", *',
    'w/"a"',
    'W/ "a"',
    'W/a',
    '"a b"',
    '"\0"',
    "'a'",
  ])('does not read %j', (header) => {
    expect(parseEntityTags(header)).toBeUndefined();
  });
});

describe('formatEtag', () => {
  it('makes a strong entity tag', () => {
    expect(formatEtag({ revision: { etag: 'a' } })).toBe('"a"');
  });

  it('makes another one for another view of the same version', () => {
    expect(formatEtag({ revision: { etag: 'a' } }, 'public')).toBe('"a-public"');
  });
});
