/* What the document does not say about a code. The page and the tests use it. */

/** Where a code is defined: RFC and section. */
export const RFC_SECTIONS = {
  200: [9110, '15.3.1'],
  201: [9110, '15.3.2'],
  204: [9110, '15.3.5'],
  304: [9110, '15.4.5'],
  400: [9110, '15.5.1'],
  401: [9110, '15.5.2'],
  403: [9110, '15.5.4'],
  404: [9110, '15.5.5'],
  405: [9110, '15.5.6'],
  406: [9110, '15.5.7'],
  408: [9110, '15.5.9'],
  409: [9110, '15.5.10'],
  412: [9110, '15.5.13'],
  413: [9110, '15.5.14'],
  414: [9110, '15.5.15'],
  415: [9110, '15.5.16'],
  422: [9110, '15.5.21'],
  428: [6585, '3'],
  429: [6585, '4'],
  431: [6585, '5'],
  500: [9110, '15.6.1'],
  501: [9110, '15.6.2'],
  503: [9110, '15.6.4'],
};

/** The codes that no request can cause on its own, and how the tests do. */
export const NOT_CAUSABLE = {
  408: 'A client must stop in the middle of a request. The tests open a connection, send a part and wait: slow-clients.e2e-spec.ts.',
  429: 'It takes 601 requests in a minute, and then nothing else works for the rest of it. The tests lower the limit: rate-limit.e2e-spec.ts.',
  500: 'It is a fault of the service. The tests plant one in each operation: server-errors.e2e-spec.ts.',
  501: 'A browser sends neither CONNECT nor an unknown transfer coding. The tests write to the connection: raw-requests.e2e-spec.ts.',
  503: 'The database must be unavailable. The tests stop it and block it: database-outage.e2e-spec.ts.',
};

/** How the tests cause a code that no request of requests.http causes. @param {string | number} code */
export function explainCode(code) {
  return (
    NOT_CAUSABLE[/** @type {keyof typeof NOT_CAUSABLE} */ (Number(code))] ??
    'No request of this page causes it.'
  );
}

/** What may happen on every path, before an operation is found: the description of the document has it. */
export const ANY_PATH = [204, 404, 405, 408, 414, 431, 501];
