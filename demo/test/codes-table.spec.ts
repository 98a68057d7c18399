import { readFile } from 'node:fs/promises';
// eslint-disable-next-line no-restricted-imports -- for its names only
import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { operations } from '#contract-testing';
import '#strict-http'; // gives 413 and 422 the names that they have on newer versions of Node
import document from '../../openapi.json' with { type: 'json' };
import { describeCodes } from '../codes/describe-codes.js';
import { DIAGRAMS } from '../codes/diagrams.js';
import { REGISTRY } from '../codes/registry.js';
import { TEXTS } from '../codes/texts.js';

/* The texts of the pages at /codes, against IANA's registry and the OpenAPI document. */

const CODES = describeCodes(document);
const REGISTERED = REGISTRY.map(({ code }) => code);
const OPERATIONS = operations(document);

/** Codes that are confused with each other: each says when to send the others. */
const NEIGHBOURS = [
  [400, 422],
  [401, 403],
  [403, 404],
  [404, 410],
  [409, 412, 428],
  [200, 201, 202, 204, 207],
  [301, 303, 307, 308],
  [413, 414, 431],
  [500, 502, 503, 504],
];

describe('The registry', () => {
  it('has the names of Node, which has no name for those that are new or unused', () => {
    const named = REGISTRY.filter(({ code }) => ![104, 306, 418].includes(code));
    for (const { code, name } of named) expect([code, name]).toEqual([code, STATUS_CODES[code]]);
    const others = Object.keys(STATUS_CODES).map(Number);
    // 509 is an invention of a web host. Of 418, Node has the joke.
    expect(others.filter((code) => !REGISTERED.includes(code))).toEqual([509]);
  });

  it('has the names of the npm package statuses, but for two that RFC 9110 has changed', async () => {
    const text = await readFile('node_modules/statuses/codes.json', 'utf8');
    const names = Object.entries(JSON.parse(text) as Record<string, string>);
    const other = names.filter(
      ([code, name]) => !REGISTRY.some((one) => one.code === Number(code) && one.name === name),
    );
    expect(other.map(([code]) => Number(code))).toEqual([413, 418, 422, 509]);
  });

  it('has a section for each code, but for the one whose specification is a draft', () => {
    const others = REGISTRY.filter(({ reference }) => !/^RFC \d{4} §[\d.]+$/.test(reference));
    expect(others.map(({ code }) => code)).toEqual([104]);
  });
});

describe('The texts', () => {
  it('are those of the registered codes', () => {
    expect(Object.keys(TEXTS).map(Number)).toEqual(REGISTERED);
  });

  it('name registered codes only', () => {
    const text = JSON.stringify(TEXTS);
    const linked = Array.from(text.matchAll(/\[(\d{3})\]/g), ([, code]) => Number(code));
    const neighbours = Object.values(TEXTS).flatMap(({ not = {} }) => Object.keys(not).map(Number));
    expect([...linked, ...neighbours].filter((code) => !REGISTERED.includes(code))).toEqual([]);
  });

  it.each(NEIGHBOURS)('say of each of %i and %i when to send the other', (...group) => {
    for (const code of group) {
      const others = group.filter((other) => other !== code).map(String);
      expect([code, ...Object.keys(TEXTS[code].not ?? {})]).toEqual(
        expect.arrayContaining([code, ...others]),
      );
    }
  });

  it('have lines of a handler, or say why there are none', () => {
    const without = CODES.filter(({ nest, noHandler }) => (nest === undefined) === !noHandler);
    expect(without.map(({ code }) => code)).toEqual([]);
  });

  it('fit on a screen', () => {
    const long = Object.entries(TEXTS).filter(([, text]) => JSON.stringify(text).length > 1_600);
    expect(long.map(([code]) => code)).toEqual([]);
  });
});

const [WEBMACHINE, FOR_GET] = DIAGRAMS;

/** The decisions of both diagrams, as their sources name them. */
const WEBMACHINE_DECISIONS = `B13 B12 B11 B10 B9 B9a B9b B8 B7 B6 B5 B4 B3 C3 C4 D4 D5 E5 E6 F6 F7 G7 G8 G9 G11 H7 H10
  H11 H12 I4 I7 I12 I13 J18 K5 K7 K13 L5 L7 L13 L14 L15 L17 M5 M7 M16 M20 M20b N5 N11 N16 O14 O16 O18 O20 P3 P11`;
const FOR_GET_DECISIONS = `accept_charset_matches accept_encoding_matches accept_language_matches accept_matches
  alternative_accept_matches alternative_has_accept alternative_to_content are_content_headers_implemented
  are_expect_extensions_implemented are_headers_too_large create create_has_conflict create_is_method_put
  create_partial_put create_path create_see_other expects_continue from_content gone_permanently has_accept
  has_accept_charset has_accept_encoding has_accept_language has_content has_if_match has_if_modified_since
  has_if_none_match has_if_unmodified_since has_multiple_choices if_match_matches if_modified_since_matches
  if_none_match_matches if_unmodified_since_matches ignore_accept_block_mismatches is_authorized is_content_too_large
  is_content_type_accepted is_create_done is_forbidden is_functionality_implemented is_legally_restricted
  is_method_allowed is_method_create is_method_delete is_method_head_get is_method_implemented is_method_options
  is_method_process is_method_put is_method_trace is_precondition_missing_but_required is_precondition_safe
  is_process_done is_request_block_ok is_response_alternative is_service_available is_system_block_ok is_uri_too_long
  missing missing_has_precondition moved moved_permanently moved_temporarily process process_delete
  process_has_conflict process_partial_put see_other to_content`;

describe('The diagrams', () => {
  it('have each of their decisions, with a counterpart or a reason', () => {
    const places = WEBMACHINE.decisions.flatMap(([at]) => at.split(', '));
    expect(places.sort()).toEqual(WEBMACHINE_DECISIONS.split(/\s+/).sort());
    const names = FOR_GET.decisions.flatMap(([, asks]) => asks.split(', '));
    expect(names.sort()).toEqual(FOR_GET_DECISIONS.split(/\s+/).sort());
    for (const { decisions } of DIAGRAMS)
      for (const [, , , here] of decisions) expect(here).toMatch(/\.$/);
  });

  it('name registered codes only', () => {
    const codes = JSON.stringify(DIAGRAMS).match(/(?<=\[)\d{3}(?=\])/g) ?? [];
    const asked = DIAGRAMS.flatMap(({ decisions }) =>
      decisions.flatMap(([, , code]) => code.split(', ')),
    );
    const all = [...codes, ...asked.filter(Boolean)].map(Number);
    expect(all.filter((code) => !REGISTERED.includes(code))).toEqual([]);
  });
});

describe('The pages and the OpenAPI document', () => {
  it('name the same operations for each code', () => {
    const documented = OPERATIONS.flatMap(({ method, template, responses }) =>
      Object.keys(responses).map((code) => `${code} ${method} ${template}`),
    );
    const shown = CODES.flatMap(({ code, operations: senders }) =>
      senders.map(({ method, path }) => `${code} ${method} ${path}`),
    );
    expect(shown.sort()).toEqual(documented.sort());
  });

  it('name the same codes that precede all operations', () => {
    const shown = CODES.filter(({ isOfAnyPath }) => isOfAnyPath).map(({ code }) => code);
    expect(shown).toEqual([204, 400, 404, 405, 408, 414, 431, 501]);
  });

  it('have a reason for each code that the document does not have', () => {
    const without = CODES.filter(({ isDocumented, absent }) => !isDocumented && !absent);
    expect(without.map(({ code }) => code)).toEqual([]);
  });

  it('have a recorded exchange, a decision and a test for each code that the document has', () => {
    const without = CODES.filter(
      ({ isSent, exchange, decisions, tests }) =>
        isSent && (!exchange || decisions.length === 0 || tests.length === 0),
    );
    expect(without.map(({ code }) => code)).toEqual([]);
  });

  it('say of each code of each operation where it is decided', () => {
    const without = CODES.flatMap(({ code, operations: senders, decisions }) =>
      senders
        .filter(({ id }) => !decisions.some((decision) => decision.operations.includes(id)))
        .map(({ id }) => `${code} ${id}`),
    );
    expect(without).toEqual([]);
  });
});
