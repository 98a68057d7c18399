import { fill } from './requests-http.js';

/** @typedef {import('./requests-http.js').Request} Request */
/** @typedef {import('./requests-http.js').RequestsFile} RequestsFile */

/**
 * @typedef {object} Sent a request as it is sent
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string | undefined} body
 */

/**
 * @typedef {object} Received
 * @property {number} status
 * @property {string} statusText
 * @property {Record<string, string>} headers their names are lower-case
 * @property {string} text
 */

/** @typedef {{ request: Request, sent: Sent, received: Received }} Step */

/**
 * Sends requests of requests.http, each after those that it needs, and removes what they created. The page
 * and the tests bring their own `send`.
 */
export class Player {
  /** @type {Map<string, Received>} by the names of the requests */
  #responses = new Map();
  /** @type {string[]} paths */
  #created = [];
  #run = newRun();

  /**
   * @param {RequestsFile} file
   * @param {(sent: Sent) => Promise<Received>} send
   * @param {(seconds: number) => Promise<unknown>} wait
   * @param {string} [basePath] what a proxy removes from the start of a path
   */
  constructor(file, send, wait, basePath = '') {
    this.file = file;
    this.send = send;
    this.wait = wait;
    this.basePath = basePath;
  }

  /**
   * Sends a request after those that it needs and that were not sent since the last `cleanUp()`.
   *
   * @param {Request} request
   * @returns {Promise<Step[]>} the last one is that of the request, unless one that it needs failed
   */
  async play(request) {
    const steps = await this.#playOnce(request);
    const isRefused = steps.at(-1)?.received.status === 401 && request.code !== 401;
    return isRefused && this.#forgetTokens() ? this.#playOnce(request) : steps;
  }

  /** @param {Request} request */
  async #playOnce(request) {
    const steps = await this.#playNeeds(request);
    const last = steps.at(-1);
    if (last && last.received.status !== last.request.code) return steps;
    return [...steps, await this.#exchange(request)];
  }

  /** Tokens expire after an hour, and when the service starts again with another secret. */
  #forgetTokens() {
    const names = TOKENS.filter((name) => this.#responses.get(name)?.status === 200);
    for (const name of names) this.#responses.delete(name);
    return names.length > 0;
  }

  /**
   * Sends only those that it needs, until one fails.
   *
   * @param {Request} request
   * @returns {Promise<Step[]>}
   */
  async #playNeeds(request) {
    const steps = [];
    for (const name of this.#findNeeds(request)) {
      if (this.#responses.has(name)) continue;
      const needed = this.getRequest(name);
      steps.push(...(await this.play(needed)));
      if (steps.at(-1)?.received.status !== needed.code) break;
    }
    return steps;
  }

  /** @param {string} name */
  getRequest(name) {
    const found = this.file.requests.find((request) => request.name === name);
    if (!found) throw new Error(`requests.http has no request with the name ${name}.`);
    return found;
  }

  /**
   * Deletes what was created, the newest first, and forgets the responses except for the tokens.
   *
   * @throws {Error} when something could not be deleted
   */
  async cleanUp() {
    for (const path of this.#created.toReversed()) await this.play(toDeletion(path));
    if (this.#created.length > 0) {
      throw new Error(`These could not be deleted: ${this.#created.join(', ')}.`);
    }
    for (const [name, { status }] of this.#responses) {
      if (!TOKENS.includes(name) || status !== 200) this.#responses.delete(name);
    }
    this.#run = newRun();
  }

  /** Deletes it without waiting for a response, since the page is closed. */
  abandon() {
    for (const path of this.#created.toReversed()) void this.send(this.prepare(toDeletion(path)));
  }

  /**
   * The names of the requests that must come first, in order.
   *
   * @param {Request} request
   */
  #findNeeds(request) {
    const names = new Set(request.refs);
    // What it creates is deleted with the token of the admin.
    if ([201, 202].includes(request.code)) names.add('admin');
    fill(toText(request), (name) => {
      const [source, property] = name.split('.');
      if (property === 'response') names.add(source);
      return this.file.variables.get(name) ?? '';
    });
    return names;
  }

  /**
   * @param {Request} request
   * @returns {Promise<Step>}
   */
  async #exchange(request) {
    const sent = this.prepare(request);
    const received = await this.#send(sent, request.code);
    if (request.name) this.#responses.set(request.name, received);
    const { location } = received.headers;
    if ([201, 202].includes(received.status) && location) {
      this.#created.push(location.slice(this.basePath.length));
    }
    if (sent.method === 'DELETE' && [204, 404, 410].includes(received.status)) {
      this.#created = this.#created.filter((path) => path !== sent.path);
    }
    return { request, sent, received };
  }

  /**
   * The request with the values of its variables.
   *
   * @param {Request} request
   * @returns {Sent}
   */
  prepare({ method, path, headers, body }) {
    const pairs = headers.map((header) =>
      this.#fill(header)
        .split(/: (.*)/)
        .slice(0, 2),
    );
    return {
      method,
      path: this.#fill(path),
      headers: Object.fromEntries(pairs),
      body: this.#fill(body) || undefined,
    };
  }

  /** A good client waits as long as a 429 says. @param {Sent} sent @param {number} [code] */
  async #send(sent, code) {
    let received = await this.send(sent);
    while (received.status === 429 && code !== 429) {
      await this.wait(Number(received.headers['retry-after'] ?? 1));
      received = await this.send(sent);
    }
    return received;
  }

  /** @param {string} text */
  #fill(text) {
    return fill(text, (name) => {
      if (name === 'run') return this.#run;
      // `$` is the root of a JSON body.
      const [source, , part, ...rest] = name.replace('.$', '').split('.');
      const response = this.#responses.get(source);
      if (!response || !part) return this.file.variables.get(name) ?? '';
      if (part === 'headers') return response.headers[rest[0].toLowerCase()] ?? '';
      return String(rest.reduce((value, key) => value?.[key], JSON.parse(response.text)) ?? '');
    });
  }
}

/** The logins of users that no request creates or deletes. */
const TOKENS = ['admin', 'member'];

/** Part of new names, so that neither two tabs nor two runs create the same. */
function newRun() {
  return Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
}

/** @param {Request} request */
function toText({ path, headers, body }) {
  return [path, ...headers, body].join('\n');
}

/**
 * @param {string} path
 * @returns {Request}
 */
function toDeletion(path) {
  const headers = ['Authorization: Bearer {{token}}'];
  return { code: 204, title: '', refs: [], method: 'DELETE', path, headers, body: '' };
}
