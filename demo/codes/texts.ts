/** What the page of a code teaches. `code` between backticks, and `[409]` links to another page. */
export interface CodeText {
  /** When to send it, in a sentence. */
  use: string;
  /** When to send a neighbour instead: `404: 'nothing has the id'`. */
  not?: Readonly<Record<number, string>>;
  /** What a response with this code carries besides. */
  carries?: string;
  /**
   * The lines of a handler that send it: decorators, then statements. `response` is the one of
   * `@Res({ passthrough: true })`. A test runs each on Express and on Fastify, or only there if they use `response.raw`.
   */
  nest?: string;
  /** Why no handler sends it. */
  noHandler?: string;
  /** Why this service does not send it; shown only while the OpenAPI document does not have it. */
  absent?: string;
}

/* One entry for each registered code. Names and references stand in registry.ts. */
export const TEXTS: Readonly<Record<number, CodeText>> = {
  100: {
    use: 'The client sent `Expect: 100-continue` and waits, its headers are in order, and the server will read the body. An interim response: the final one follows.',
    not: {
      413: 'Content-Length is already too large: refuse before the body is sent',
      417: 'the expectation is another one, and the server cannot meet it',
    },
    carries:
      'No content. A client must be ready for several interim responses before the final one.',
    noHandler: 'The server sends it before any handler runs.',
    absent:
      'An OpenAPI document has no place for interim responses, so it does not list this one. The service sends it when everything that can be checked without the body has passed, so a request that fails costs no upload.',
  },
  101: {
    use: 'The client sent `Upgrade`, the server agrees, and after this response the connection speaks the other protocol, such as WebSocket.',
    not: {
      200: 'the server ignores `Upgrade`, as it always may',
      426: 'the server insists on another protocol, and the client did not ask for it',
    },
    carries: '`Upgrade` with the protocol, and `Connection: Upgrade`.',
    noHandler:
      'It belongs to the `upgrade` event of the server, which comes in place of a request.',
    absent: 'The service speaks HTTP/1.1 only, and ignores `Upgrade`.',
  },
  102: {
    use: 'Nowhere any more: servers of WebDAV said with it that a long request is still in progress. RFC 4918 dropped it.',
    not: { 202: 'the work takes long: accept it, and say where its state can be read' },
    nest: 'response.raw.writeProcessing();\nreturn { done: true };',
    absent: 'No operation takes so long that a client would need a sign of life.',
  },
  103: {
    use: 'The final response takes time, and the client can already load what the page will need: an interim response with `Link`.',
    not: {
      100: 'the client waits for permission to send its body',
      200: 'the response is ready: put `Link` into it',
    },
    carries: '`Link` with `rel=preload` or `rel=preconnect`.',
    nest: `response.raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
return { done: true };`,
    absent: 'The service serves JSON, which needs no style sheet.',
  },
  104: {
    use: 'An upload that breaks off can be continued: an interim response that names, before the upload ends, the resource where it continues.',
    not: {
      100: 'the client waits for permission to send its body',
      201: 'the upload is complete',
    },
    carries:
      '`Location` of the upload. The registration is temporary, and its draft may change it.',
    noHandler: 'Node has no method for it.',
    absent: 'No body here is large enough to be continued.',
  },
  200: {
    use: 'The request succeeded, and the response has what its method promises: the content for GET, the result for POST, the new state for PUT and PATCH.',
    not: {
      201: 'the request created something',
      202: 'the work is accepted, and not done yet',
      204: 'there is nothing to say: a deletion, or a change whose result the client knows',
      206: 'the response has only the range that the client asked for',
      207: 'the request had several parts, each with an outcome of its own',
      304: 'the client asked under a condition, and its copy is current',
      400: 'it failed: caches, retries and alarms do not see an error inside a 200',
    },
    carries: '`ETag` where a client may come back with a condition.',
    nest: '@HttpCode(HttpStatus.OK)\nreturn { id };',
  },
  201: {
    use: 'The request succeeded and created at least one resource, which exists before the response is sent.',
    not: {
      200: 'it replaced or changed what was there: one PUT may send either, and must know which',
      202: 'the creation is in a queue',
      204: 'a PUT replaced what was there, and there is nothing to say',
      207: 'it was to create several things, each with an outcome of its own',
      303: 'a form was posted, and the browser should show the result at its own URL',
      409: 'it exists, and this request must not replace it',
    },
    carries:
      '`Location`, unless the new resource is the target itself. After a PUT, `ETag` only if the server stored exactly what was sent (RFC 9110 §9.3.4).',
    nest: "@HttpCode(HttpStatus.CREATED)\nresponse.header('Location', `/items/${id}`);\nreturn { id };",
  },
  202: {
    use: 'The request was accepted for work that is not complete when the response is sent. The work may still fail, and no later response says so.',
    not: {
      200: 'the work is done when the response is sent, however long it took',
      201: 'what was created exists already',
      204: 'the deletion is done',
      207: 'the parts are done, each with an outcome of its own',
      303: 'the work is done, and its result has another URL',
      429: 'this client has too much unfinished work: nothing was accepted',
      503: 'the queue is full: nothing was accepted',
    },
    carries:
      'The state of the work, and where to read it later: `Location` of a status resource, and `Retry-After`.',
    nest: "@HttpCode(HttpStatus.ACCEPTED)\nresponse.header('Location', `/imports/${id}`);\nreturn { id, state: 'waiting' };",
  },
  203: {
    use: 'A proxy that transforms content changed the 200 of the origin server. Only such a proxy sends it.',
    not: { 200: 'the content is that of the origin server' },
    nest: '@HttpCode(HttpStatus.NON_AUTHORITATIVE_INFORMATION)\nreturn { id };',
    absent: 'The service is an origin server and no proxy.',
  },
  204: {
    use: 'The request succeeded, and there is no content to send: a deletion, or a change whose result the client knows.',
    not: {
      200: 'there is content. An empty list is content: `[]`',
      201: 'something was created: say where',
      202: 'the deletion happens later',
      205: 'the user should get an empty form for the next entry',
      207: 'several things were to be deleted, each with an outcome of its own',
      404: 'nothing has the id: what does not exist is not empty',
    },
    carries: 'No content, and no `Content-Length`. `ETag` if the client knows the new state.',
    nest: '@HttpCode(HttpStatus.NO_CONTENT)\nreturn;',
  },
  205: {
    use: 'The request succeeded, and the user agent should reset the view that sent it, such as a form for the next entry.',
    not: { 204: 'the view should stay as it is' },
    carries: 'No content: `Content-Length: 0`.',
    nest: '@HttpCode(HttpStatus.RESET_CONTENT)\nreturn;',
    absent: 'The clients of the service are programs, which have no form to reset.',
  },
  206: {
    use: 'A GET has `Range`, and the response has only these bytes of what a 200 would have.',
    not: {
      200: 'the range is ignored, which a server always may, or `If-Range` names another version',
      416: 'no byte of the range exists',
    },
    carries:
      '`Content-Range: bytes 0-4/10`, and the `ETag` of the whole. A page of a list is no range: it has a URL of its own, and is a 200.',
    nest: "@HttpCode(HttpStatus.PARTIAL_CONTENT)\nresponse.header('Content-Range', 'bytes 0-4/10');\nreturn 'Hello';",
    absent:
      'The bodies of the operations are small, and `Range` is ignored. Long lists have pages. (The files below `/docs`, which a package serves, have ranges.)',
  },
  207: {
    use: 'One request had several parts that are independent of each other, and the response lists the outcome of each one, also when all of them are alike.',
    not: {
      200: 'the parts succeed or fail together: one outcome, one code',
      201: 'the request creates one thing, also if it has parts',
      202: 'the parts are processed later',
      204: 'the parts cannot fail one by one, and there is nothing to say',
      400: 'the request as a whole cannot be read',
      422: 'the list of parts itself is invalid: missing, empty or too long',
    },
    carries:
      'A list with a status for each part. Clients, caches and alarms see a success: a client that reads only the code misses what failed.',
    nest: "@HttpCode(HttpStatus.MULTI_STATUS)\nreturn { results: [{ id, status: 201 }, { id: 'tea-pot', status: 409 }] };",
    absent: 'Each operation concerns one resource, or lists several without changing them.',
  },
  208: {
    use: 'Inside the [207] of a WebDAV collection that is bound to two paths: its members were already listed under the first.',
    not: { 207: 'this is the code of the response as a whole' },
    noHandler: 'It is the status of an entry in a 207, and not that of a response.',
    absent: 'The service is no WebDAV server.',
  },
  226: {
    use: 'A GET has `A-IM`, and the response is the result of such an instance manipulation, for example the difference to the copy that the client has.',
    not: {
      200: 'the response is the whole content',
      206: 'the client asked for a range of bytes',
      304: 'nothing has changed since',
    },
    carries: '`IM` with the manipulations, and `Delta-Base`.',
    nest: "@HttpCode(226)\nresponse.header('IM', 'feed');\nreturn { entries: [] };",
    absent:
      'Representations are small: a whole one costs less than to keep the old ones for differences.',
  },
  300: {
    use: 'The target has several representations, each with a URL of its own, and the client or its user should choose.',
    not: {
      200: 'the server chooses, by `Accept`',
      303: 'there is one place to go to',
      406: 'none of the representations is acceptable',
    },
    carries: 'A list of the choices, and `Location` if the server prefers one.',
    nest: '@HttpCode(HttpStatus.AMBIGUOUS)\nreturn { choices: [`/items/${id}.json`, `/items/${id}.csv`] };',
    absent: 'A resource has one URL; where it has two media types, `Accept` chooses.',
  },
  301: {
    use: 'The target has another URL for good. For historical reasons a client may follow a POST by a GET, so it is for what is read.',
    not: {
      302: 'it is there only for now',
      303: 'the request was processed, and its result is elsewhere',
      307: 'it is there only for now, and the method must stay the same',
      308: 'the method and the body must stay the same',
      410: 'it is gone, and nothing replaces it',
    },
    carries:
      '`Location`. Browsers and caches keep it, for years if nothing limits it: it cannot be taken back.',
    nest: "@Redirect('/items', HttpStatus.MOVED_PERMANENTLY)\nreturn;",
    absent:
      'Paths are exact, and none has moved: another spelling is a 404, so each resource has one URL.',
  },
  302: {
    use: 'The target is under another URL for now, and the client should ask the old one again next time. A POST may become a GET.',
    not: {
      301: 'it has moved for good',
      303: 'a POST was processed, and the client should GET the result: say so',
      307: 'the method and the body must stay the same',
    },
    carries: '`Location`.',
    nest: "@Redirect('/maintenance', HttpStatus.FOUND)\nreturn;",
    absent:
      'No path is somewhere else for a time. [303] and [307] say exactly what 302 leaves open.',
  },
  303: {
    use: 'The request was processed, and its result is to be read by a GET of another URL: a form that was posted, or work that is finished.',
    not: {
      201: 'something was created, and the client knows enough without reading it',
      202: 'the work is not finished',
      301: 'nothing was processed: the target has moved for good',
      302: 'never, after a POST: it leaves the method open',
      304: 'the client has this content already',
      307: 'the same request should be sent to the other URL',
      308: 'the same request should always be sent to the other URL',
    },
    carries: '`Location`, which the client reads by GET, whatever the method was.',
    nest: "@Redirect('/reports/1', HttpStatus.SEE_OTHER)\nreturn;",
  },
  304: {
    use: 'A GET or HEAD has a condition, `If-None-Match` or `If-Modified-Since`, which shows that the copy of the client is current.',
    not: {
      200: 'the version is another one',
      204: 'there is no content at all',
      412: 'the method writes, or the condition is `If-Match`',
    },
    carries:
      'The `ETag`, `Cache-Control`, `Content-Location`, `Date`, `Expires` and `Vary` of the 200, and no content.',
    nest: "@HttpCode(HttpStatus.NOT_MODIFIED)\nresponse.header('ETag', '\"v1\"');\nreturn;",
  },
  305: {
    use: 'Never. It sent clients to a proxy, and is deprecated because a response should not configure the client that way.',
    not: { 307: 'the resource is somewhere else for now' },
    nest: '@HttpCode(305)\nreturn;',
    absent: 'It is deprecated.',
  },
  306: {
    use: 'Never. An earlier specification used it; the code is reserved, so that it gets no second meaning.',
    nest: '@HttpCode(306)\nreturn;',
    absent: 'It is registered as unused.',
  },
  307: {
    use: 'The target is under another URL for now, and the client should send the same request there: same method, same body.',
    not: {
      301: 'it has moved for good, and is only read',
      302: 'it does not matter whether a POST becomes a GET',
      303: 'the request was processed, and a GET should follow',
      308: 'it has moved for good',
    },
    carries: '`Location`.',
    nest: "@Redirect('https://eu.example.com/items', HttpStatus.TEMPORARY_REDIRECT)\nreturn;",
    absent: 'Each path is served by every instance.',
  },
  308: {
    use: 'The target has another URL for good, and the client should send the same request there: same method, same body.',
    not: {
      301: 'clients older than 2014 have to understand it, and only GET matters',
      303: 'the request was processed, and a GET should follow',
      307: 'it is there only for now',
      410: 'it is gone, and nothing replaces it',
    },
    carries: '`Location`. Caches keep it, as a 301.',
    nest: "@Redirect('/v2/items', HttpStatus.PERMANENT_REDIRECT)\nreturn;",
    absent:
      'Paths are exact, and none has moved: another spelling is a 404, so each resource has one URL.',
  },
  400: {
    use: 'The server cannot read the request: its syntax, its framing, or a part without which it has no meaning, such as a parameter or a header. Also any other error of the client that has no code of its own.',
    not: {
      404: 'the id is well-formed, and nothing has it',
      409: 'the same request would succeed in another state of the resource',
      412: 'a conditional header can be read, and is not met',
      413: 'the body is too large to be read at all',
      415: 'the server does not read this media type',
      422: 'the body was read, and one of its fields is invalid',
    },
    carries: 'What is wrong, and in which part of the request: all errors, not only the first.',
    nest: "throw new BadRequestException('The limit must be a number from 1 to 100.');",
  },
  401: {
    use: 'The request has no credentials, or they are not valid: expired, unknown, or wrong. With other ones it may succeed.',
    not: {
      400: 'the request has two `Authorization` headers: it cannot be read',
      403: 'the server knows who asks, and logging in again would not help',
      404: 'the server does not want to reveal that the resource exists',
      407: 'it is a proxy that wants credentials',
    },
    carries: '`WWW-Authenticate`, always: RFC 9110 §11.6.1 requires it.',
    nest: "response.header('WWW-Authenticate', 'Bearer');\nthrow new UnauthorizedException();",
  },
  402: {
    use: 'Reserved for future use. Some APIs agree with their clients that a payment is due; HTTP gives it no meaning.',
    not: {
      403: 'the plan of the caller does not include this',
      429: 'a quota is used up for now',
    },
    nest: "throw new HttpException('The invoice is overdue.', HttpStatus.PAYMENT_REQUIRED);",
    absent: 'Nothing here is paid for, and no client would know what to do.',
  },
  403: {
    use: 'The server understood the request, knows enough about who asks, and refuses. Logging in again as the same user does not help.',
    not: {
      401: 'the server does not know who asks',
      404: 'the caller must not learn that it exists',
      405: 'nobody may, with this method',
      409: 'it depends on the state of the resource, and not on who asks',
      451: 'a law or a court demands the refusal',
    },
    carries: 'Who may, if the caller may know that.',
    nest: "throw new ForbiddenException('Only the owner or an admin may change this item.');",
  },
  404: {
    use: 'Nothing has this URL, or the server does not want to say that something has. It leaves open whether that is for a time or for good.',
    not: {
      200: 'a list has no entries: the list itself exists',
      204: 'it exists, and has no content',
      400: 'the id has a form that no id has',
      403: 'it exists, and the caller may know that',
      405: 'the path exists, for another method',
      410: 'it did exist, and the server knows that it will not come back',
    },
    nest: 'throw new NotFoundException(`No item has the id ${id}.`);',
  },
  405: {
    use: 'The path exists, and does not support this method. Another method of the same path may succeed.',
    not: {
      403: 'the method works for others, and not for this caller',
      404: 'the path supports no method at all',
      501: 'the server does not know this method for any path',
    },
    carries: '`Allow`, always: the methods that the path supports (RFC 9110 §15.5.6).',
    nest: "response.header('Allow', 'GET, HEAD');\nthrow new MethodNotAllowedException();",
  },
  406: {
    use: 'No representation fits what `Accept`, or one of its siblings, allows, and the server does not want to send another one.',
    not: {
      200: 'any representation is better than none: RFC 9110 §12.4.1 allows to ignore `Accept`',
      300: 'there are several, and the client should choose',
      415: 'the media type of the request is the problem, and not that of the response',
    },
    carries: 'The media types that exist.',
    nest: "throw new NotAcceptableException('Available as application/json.');",
  },
  407: {
    use: 'A proxy wants credentials of its own before it forwards the request. Only a proxy sends it.',
    not: { 401: 'the origin server wants credentials' },
    carries: '`Proxy-Authenticate`.',
    nest: "response.header('Proxy-Authenticate', 'Basic realm=\"proxy\"');\nthrow new HttpException('Log in to the proxy.', HttpStatus.PROXY_AUTHENTICATION_REQUIRED);",
    absent: 'The service is an origin server and no proxy.',
  },
  408: {
    use: 'The request did not arrive completely in the time that the server is prepared to wait.',
    not: {
      503: 'the request arrived, and the server is too busy',
      504: 'the request arrived, and an upstream server did not respond in time',
    },
    carries: '`Connection: close`. The client may send the same request again on a new connection.',
    nest: 'throw new RequestTimeoutException();',
  },
  409: {
    use: 'The request contradicts the current state of a resource, and the client can resolve that: a name is taken, a user still owns items, the first request with the same `Idempotency-Key` still runs.',
    not: {
      400: 'the request is wrong in any state, and cannot be read',
      403: 'it depends on who asks',
      404: 'the resource does not exist',
      412: 'the request named the version that it expects, in `If-Match`',
      422: 'the request is wrong in any state, in one of its fields',
      423: 'somebody holds a lock on it',
      428: 'the request should have named a version, and did not',
    },
    carries:
      'What it conflicts with, so that the client can change its request or the other resource.',
    nest: "throw new ConflictException('Another item has this name.');",
  },
  410: {
    use: 'It was here, it is gone for good, and the server knows that: clients should forget the URL.',
    not: {
      301: 'it is now under another URL',
      308: 'it is now under another URL, also for other methods than GET',
      404: 'the server does not know whether it ever existed, or whether it will come back',
    },
    nest: "throw new GoneException('The report was deleted a day after its end.');",
  },
  411: {
    use: 'The server refuses a body whose length is not announced in `Content-Length`.',
    not: {
      400: 'the length is announced, and is not a number',
      413: 'the length is announced, and too large',
    },
    nest: "throw new HttpException('Content-Length is required.', HttpStatus.LENGTH_REQUIRED);",
    absent: 'A body in chunks is read, and counted while it arrives.',
  },
  412: {
    use: 'The request named a condition, `If-Match`, `If-None-Match` or `If-Unmodified-Since`, it is not met, and nothing was changed.',
    not: {
      304: 'the method only reads, and the condition is `If-None-Match`',
      400: 'the condition cannot be read',
      409: 'the request named no condition',
      417: 'the expectation in `Expect` is not met',
      428: 'the condition is missing',
    },
    carries:
      'What to do next: read the current version, apply the change to it, and send its `ETag` in `If-Match`.',
    nest: 'throw new PreconditionFailedException();',
  },
  413: {
    use: 'The body is larger than the server is willing to read.',
    not: {
      414: 'the URL is too long',
      422: 'the body was read, and one of its fields is too long',
      431: 'the headers are too large',
      507: 'the size is fine, and the storage is full',
    },
    carries:
      'How large a body may be. `Connection: close` where the rest is not read, or `Retry-After` where the limit is temporary.',
    nest: 'throw new PayloadTooLargeException();',
  },
  414: {
    use: 'The URL is longer than the server is willing to read: often a form sent by GET, or a redirect that adds to itself.',
    not: {
      404: 'the URL has a normal length, and nothing is there',
      413: 'the body is too large',
      431: 'the headers are too large',
    },
    nest: "throw new HttpException('The URL is too long.', HttpStatus.URI_TOO_LONG);",
  },
  415: {
    use: 'The operation does not read bodies of this media type, charset or content coding.',
    not: {
      400: 'the type is right, and the content does not parse',
      406: 'the media type of the response is the problem',
      422: 'the type is right, the content parses, and a field is invalid',
    },
    carries: '`Accept`, or `Accept-Patch` for PATCH, or `Accept-Encoding`: what would be read.',
    nest: "response.header('Accept', 'application/json');\nthrow new UnsupportedMediaTypeException();",
  },
  416: {
    use: 'A GET has `Range`, and none of its ranges has a byte of the content.',
    not: {
      200: 'the server ignores ranges, or cannot read this one',
      206: 'at least one of the ranges has a byte',
    },
    carries: '`Content-Range: bytes */1234`, with the length of the content.',
    nest: "response.header('Content-Range', 'bytes */10');\nthrow new HttpException('There are 10 bytes.', HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);",
    absent:
      'The bodies of the operations are small, and `Range` is ignored. (The files below `/docs`, which a package serves, have ranges.)',
  },
  417: {
    use: 'The server cannot meet the expectation in `Expect`. The only one that exists is `100-continue`.',
    not: {
      100: 'the expectation is `100-continue`, and the body will be read',
      412: 'the condition is in `If-Match` or `If-None-Match`',
    },
    nest: "throw new HttpException('Only 100-continue is supported.', HttpStatus.EXPECTATION_FAILED);",
    absent:
      'An expectation that is not known is ignored, as RFC 9110 §10.1.1 permits: the request is served.',
  },
  418: {
    use: 'Never. It comes from a joke (RFC 2324) that was implemented so often that the code cannot get a meaning.',
    not: {
      403: 'the server refuses, for instance a robot',
      429: 'the server refuses because there were too many requests',
      501: 'the server does not know the method',
    },
    nest: 'throw new ImATeapotException();',
    absent: 'It is registered as unused.',
  },
  421: {
    use: 'The request came over a connection to a server that does not serve its host: HTTP/2 clients share connections. The client may try a new one.',
    not: {
      400: '`Host` is missing, or is no host',
      404: 'the server serves the host, and nothing has the path',
    },
    nest: 'throw new MisdirectedException();',
    absent: 'The service serves every host name that leads to it.',
  },
  422: {
    use: 'The media type and the syntax of the content are right, and the server cannot follow it: a field is missing, unknown, or breaks a rule. Also an `Idempotency-Key` that another request had.',
    not: {
      400: 'the content cannot be parsed, or the error is in the path, the query or a header',
      403: 'the value is valid, and this caller may not set it',
      409: 'the value is valid, and conflicts with another resource: it may be valid tomorrow',
      413: 'the body as a whole is too large',
      415: 'the media type is not supported',
    },
    carries:
      'Every invalid field, with a pointer to it, so that a form can show all of them at once.',
    nest: "throw new UnprocessableEntityException('The price must not be negative.');",
  },
  423: {
    use: 'A lock, which a client took by WebDAV’s LOCK, protects the resource from this request.',
    not: {
      409: 'the state conflicts, and nobody holds a lock',
      412: 'versions protect it: the client names the one that it knows',
    },
    carries: 'Which resource is locked, as an XML precondition `lock-token-submitted`.',
    nest: "throw new HttpException('The document is locked.', HttpStatus.LOCKED);",
    absent:
      'Nothing is locked: `ETag` and `If-Match` prevent lost updates, and a client that crashes leaves no lock behind.',
  },
  424: {
    use: 'This action was not attempted, because another one of the same request failed. Inside a [207], mostly.',
    not: {
      207: 'this is the code of the response as a whole',
      409: 'the action failed by itself',
      502: 'a server behind this one failed',
    },
    nest: "throw new HttpException('The copy failed, so nothing was moved.', HttpStatus.FAILED_DEPENDENCY);",
    absent: 'No action depends on another one of the same request.',
  },
  425: {
    use: 'The request came in the early data of TLS 1.3, which an attacker could have replayed. The client sends it again after the handshake.',
    not: {
      409: 'a repeated request conflicts with its first execution',
      429: 'the client sends too much, and not too early',
    },
    nest: "throw new HttpException('Send it again after the handshake.', 425);",
    absent:
      'A proxy ends TLS. If it accepts early data, it has to hold requests back until the handshake is complete, because the service does not read `Early-Data`.',
  },
  426: {
    use: 'The server refuses this version of the protocol, and would serve the request in another one.',
    not: {
      101: 'the client asked for the other protocol, and gets it',
      400: 'the request is no valid HTTP of any version',
      505: 'the server does not support this major version, and has nothing to offer',
    },
    carries: '`Upgrade`, always: the protocols that would do (RFC 9110 §15.5.22).',
    nest: "response.header('Upgrade', 'HTTP/3.0');\nthrow new HttpException('This service requires HTTP/3.', 426);",
    absent: 'The service serves HTTP/1.1 and HTTP/1.0 as they are.',
  },
  428: {
    use: 'The operation must be conditional, and the request names no condition: without `If-Match`, one client would overwrite the change of another.',
    not: {
      400: 'the condition is there, and cannot be read',
      409: 'the request conflicts with another resource, whatever its version',
      412: 'the condition is there, and is not met',
    },
    carries:
      'How to succeed: GET the resource, and send its `ETag` in `If-Match`. No cache may store it.',
    nest: "throw new HttpException('Send the ETag in If-Match.', HttpStatus.PRECONDITION_REQUIRED);",
  },
  429: {
    use: 'This client sent too many requests in a given time. Others are served.',
    not: {
      403: 'the client may never do this, however slowly',
      413: 'one request is too large, and not many too frequent',
      503: 'the server as a whole is overloaded, for every client',
    },
    carries: '`Retry-After`, and how the limit is counted. No cache may store it.',
    nest: "response.header('Retry-After', '60');\nthrow new HttpException('At most 600 requests a minute.', HttpStatus.TOO_MANY_REQUESTS);",
  },
  431: {
    use: 'The headers are larger than the server is willing to read, together or a single one: often cookies.',
    not: {
      400: 'a header has a normal size, and cannot be read',
      413: 'the body is too large',
      414: 'the URL is too long',
    },
    carries: 'Which header is too large, if it is one.',
    nest: "throw new HttpException('The cookies are too large.', 431);",
  },
  451: {
    use: 'A law or a court demands that the server refuses, to everyone or to those in a country.',
    not: {
      403: 'the server refuses for reasons of its own',
      404: 'even the demand is secret',
      410: 'the content is deleted for good',
    },
    carries:
      'Who demands it, and by which law. `Link` with `rel="blocked-by"` names who carries out the blocking, and not who demands it.',
    nest: `response.header('Link', '<https://provider.example>; rel="blocked-by"');
throw new HttpException('A court order of 2026 blocks this page.', 451);`,
    absent: 'Nobody has demanded it.',
  },
  500: {
    use: 'The server met an error that it did not expect: a bug. The client did nothing wrong, and can do nothing about it.',
    not: {
      400: 'the request caused it: input that crashes a handler is a missing check',
      501: 'the server knows that it cannot do this',
      502: 'this server is a gateway, and the server behind it sent an invalid response',
      503: 'the server knows that it cannot do this now, and that a retry helps',
      504: 'this server is a gateway, and the server behind it sent no response in time',
    },
    carries: 'An id under which the log has the cause, and nothing of the cause: no stack, no SQL.',
    nest: 'throw new InternalServerErrorException();',
  },
  501: {
    use: 'The server does not know the method, or the transfer coding, for any resource.',
    not: {
      404: 'the path does not exist',
      405: 'the server knows the method, and this path does not support it',
      500: 'the function exists, and failed',
    },
    nest: 'throw new NotImplementedException();',
  },
  502: {
    use: 'The server is a gateway or proxy, and the server behind it sent a response that is not valid.',
    not: {
      500: 'the error is in this server. A database is part of the server, and not a server behind a gateway',
      503: 'this server, or what it needs, is unavailable for a time',
      504: 'the server behind it sent no response in time',
    },
    nest: "throw new BadGatewayException('The bank sent no JSON.');",
    absent: 'The service is no gateway: it asks no other HTTP server for its responses.',
  },
  503: {
    use: 'The server cannot serve the request for a time: overload, maintenance, or a part that it needs is unavailable. A retry may succeed.',
    not: {
      429: 'it is this client that sends too much',
      500: 'a retry would fail the same way: a bug',
      502: 'this server is a gateway, and the server behind it sent an invalid response',
      504: 'this server is a gateway, and the server behind it sent no response in time',
    },
    carries: '`Retry-After`, where the time can be guessed.',
    nest: "response.header('Retry-After', '1');\nthrow new ServiceUnavailableException();",
  },
  504: {
    use: 'The server is a gateway or proxy, and the server behind it did not respond in time.',
    not: {
      408: 'the client was slow',
      500: 'a function of this server was slow or failed',
      502: 'the server behind it did respond, and the response is invalid',
      503: 'this server itself, or its database, cannot respond in time',
    },
    nest: 'throw new GatewayTimeoutException();',
    absent:
      'The service is no gateway: where its database does not respond in time, that is a [503].',
  },
  505: {
    use: 'The server does not support the major version of HTTP that the request uses, and does not want to.',
    not: {
      400: 'what follows the URL is no version of HTTP',
      426: 'the server would serve the request in a version that it names',
    },
    carries: 'Why the version is not supported, and which ones are.',
    nest: 'throw new HttpVersionNotSupportedException();',
    absent:
      'A request that claims another version than HTTP/1.1 or HTTP/1.0 cannot be read here: a [400].',
  },
  506: {
    use: 'Transparent content negotiation (RFC 2295) is configured wrongly: the variant that was chosen negotiates itself.',
    not: {
      406: 'no variant is acceptable',
      500: 'any other error in the configuration',
    },
    nest: "throw new HttpException('The variant negotiates, too.', 506);",
    absent: 'There are no variants: `Accept` chooses between two media types at most.',
  },
  507: {
    use: 'A WebDAV server has no room to store what the request would store.',
    not: {
      413: 'the body is too large, however much room there is',
      429: 'the caller has used up a quota of requests',
      503: 'the disk is full for a time, and a retry may succeed',
    },
    nest: "throw new HttpException('The disk is full.', HttpStatus.INSUFFICIENT_STORAGE);",
    absent:
      'The service is no WebDAV server: a database without room is a [503], since a retry may succeed.',
  },
  508: {
    use: 'A WebDAV request with `Depth: infinity` ran into a collection that contains itself.',
    not: {
      500: 'any other endless loop in the server',
    },
    nest: "throw new HttpException('The collection contains itself.', HttpStatus.LOOP_DETECTED);",
    absent: 'The service is no WebDAV server.',
  },
  510: {
    use: 'Never. The HTTP extension framework (RFC 2774) is historic, and the code is obsoleted.',
    not: { 400: 'the request lacks something that the server needs' },
    nest: "throw new HttpException('An extension is missing.', 510);",
    absent: 'It is obsoleted.',
  },
  511: {
    use: 'A network wants a login before it lets requests out, such as that of a hotel. The network sends it, and never the server that was asked.',
    not: {
      401: 'the server that was asked wants credentials',
      407: 'a proxy that the client knows wants credentials',
    },
    carries:
      'A link to the page where the user logs in, and nothing that pretends to be the server.',
    nest: "throw new HttpException('Log in to the network.', 511);",
    absent: 'The service is the server that was asked.',
  },
};
