/* What the document does not say about a code. The page and the tests use it. */

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

/** Why any path responds with a code, before an operation is found: the description of the document has it too. */
export const ANY_PATH = {
  204: 'OPTIONS asks what a path supports; `Allow` lists its methods.',
  404: 'No operation has this path, whatever the method.',
  405: 'The path exists, and has no operation with this method; `Allow` lists those that it has.',
  408: 'The client did not finish its request in time.',
  414: 'The URL is longer than 2,048 bytes.',
  431: 'The headers are larger than 16 KiB.',
  501: 'Nothing here knows the method or the transfer coding.',
};
