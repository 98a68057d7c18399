import { asJson, type RequestOptions } from '#contract-testing';

type Row = [
  status: number,
  bare: number,
  when: string,
  method: string,
  path: string,
  options?: RequestOptions,
];

const NOTE = '/notes/first';
const STALE = '"00000000-0000-4000-8000-000000000000"';
const BODY = asJson({ text: 'Hello' });
const TOO_LARGE = ' '.repeat(110_000);

const ROWS: Row[] = [
  [404, 404, 'no note has the id', 'GET', NOTE],
  [201, 200, 'PUT creates the note', 'PUT', NOTE, BODY],
  [200, 200, 'PUT replaces the note', 'PUT', NOTE, BODY],
  [200, 200, 'GET finds the note', 'GET', NOTE],
  [304, 200, 'the client has the version', 'GET', NOTE, headers({ 'If-None-Match': '*' })],
  [400, 200, 'GET has an unknown query parameter', 'GET', `${NOTE}?colour=red`],
  [406, 200, 'GET accepts only HTML', 'GET', NOTE, headers({ Accept: 'text/html' })],
  [412, 200, 'GET asks for another version', 'GET', NOTE, headers({ 'If-Match': STALE })],
  [405, 404, 'the path does not have the method', 'POST', NOTE, BODY],
  [400, 400, 'the body is not JSON', 'PUT', NOTE, json('{')],
  [400, 200, 'PUT has an unknown query parameter', 'PUT', `${NOTE}?colour=red`, BODY],
  [406, 200, 'PUT accepts only HTML', 'PUT', NOTE, json(BODY.body, { Accept: 'text/html' })],
  [412, 200, 'PUT may only create', 'PUT', NOTE, json(BODY.body, { 'If-None-Match': '*' })],
  [413, 200, 'the body is too large', 'PUT', NOTE, json(`${TOO_LARGE}${String(BODY.body)}`)],
  [415, 400, 'the body is text', 'PUT', NOTE, json('Hello', { 'Content-Type': 'text/plain' })],
  [
    415,
    200,
    'the body is a form',
    'PUT',
    NOTE,
    json('text=A', { 'Content-Type': 'application/x-www-form-urlencoded' }),
  ],
  [422, 400, 'a field is invalid', 'PUT', NOTE, asJson({ text: '' })],
  [422, 200, 'a field is unknown', 'PUT', NOTE, asJson({ text: 'Hello', colour: 'red' })],
  [428, 200, 'DELETE has no If-Match', 'DELETE', NOTE],
  [412, 200, 'DELETE has another version', 'DELETE', NOTE, headers({ 'If-Match': STALE })],
  [
    400,
    200,
    'DELETE has an unknown query parameter',
    'DELETE',
    `${NOTE}?colour=red`,
    headers({ 'If-Match': '*' }),
  ],
  [204, 200, 'DELETE removes the note', 'DELETE', NOTE, headers({ 'If-Match': '*' })],
  [404, 200, 'the note is gone', 'DELETE', NOTE, headers({ 'If-Match': '*' })],
  [404, 404, 'no route has the path', 'GET', '/nothing'],
  [200, 404, 'the problem types are listed', 'GET', '/problems'],
  [200, 404, 'a problem type is explained', 'GET', '/problems/note-not-found'],
  [404, 404, 'no problem type has the name', 'GET', '/problems/nothing'],
];

/**
 * In this order: requests, the status of the response, and that of the bare application. Each code of the
 * document is here.
 */
export const CASES = ROWS.map(([status, bare, when, method, path, options]) => ({
  status,
  bare,
  when,
  method,
  path,
  options,
}));

function headers(headers: Record<string, string>): RequestOptions {
  return { headers };
}

function json(body: RequestOptions['body'], headers: Record<string, string> = {}): RequestOptions {
  return { headers: { 'Content-Type': 'application/json', ...headers }, body };
}
