import { Agent, type IncomingHttpHeaders, METHODS as ALL, request as httpRequest } from 'node:http';
import type { Contract } from './contract.js';

/** The methods that a client can send to a path. (CONNECT goes to a host and a port.) */
export const METHODS = ALL.filter((method) => method !== 'CONNECT');

/** A response as it came over the wire. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** How many milliseconds it took. */
  ms: number;
  /** The parsed text where the response says it is JSON, otherwise undefined. */
  body: T;
}

/** A request, and what came of it. */
export interface Exchange {
  method: string;
  /** With its query; empty where no path was read. */
  path: string;
  sent: SendOptions;
  answer: Answer<unknown>;
}

export interface SendOptions {
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/**
 * Sends requests over a real connection and has every answer checked against the contract.
 * (Node's `fetch` would add headers of its own, such as `Cache-Control`.)
 */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });
  /** Where the service is. Until `connect`, nowhere. */
  origin = '';
  private contract: Contract | undefined;
  /** What goes with each request that has no Authorization of its own. */
  token: string | undefined;

  /** Without a contract the answers go unchecked: the contract itself fetches the document so. */
  connect(origin: string, contract?: Contract): void {
    this.origin = origin;
    this.contract = contract;
  }

  /** The same client in other hands: with another token, or without. */
  as(token: string | undefined): Client {
    const client = new Client();
    client.connect(this.origin, this.contract);
    client.token = token;
    return client;
  }

  /** Takes a token to go with what is sent from now on; the contract takes no notice. */
  async logIn(email: string, password: string): Promise<void> {
    const login = asJson({ email, password });
    const { body } = await this.exchange<{ accessToken: string }>('POST', '/auth/login', login);
    this.token = body.accessToken;
  }

  close(): void {
    this.agent.destroy();
  }

  get<T = Record<string, unknown>>(path: string, options?: SendOptions): Promise<Answer<T>> {
    return this.send('GET', path, options);
  }

  post<T = Record<string, unknown>>(path: string, json: unknown): Promise<Answer<T>> {
    return this.sendJson('POST', path, json);
  }

  put<T = Record<string, unknown>>(path: string, json: unknown): Promise<Answer<T>> {
    return this.sendJson('PUT', path, json);
  }

  patch<T = Record<string, unknown>>(path: string, json: unknown): Promise<Answer<T>> {
    return this.sendJson('PATCH', path, json);
  }

  delete<T = Record<string, unknown>>(path: string, options?: SendOptions): Promise<Answer<T>> {
    return this.send('DELETE', path, options);
  }

  async send<T>(method: string, path: string, options: SendOptions = {}): Promise<Answer<T>> {
    const answer = await this.exchange<T>(method, path, options);
    await this.contract?.check({ method, path, sent: options, answer }, this);
    return answer;
  }

  /** Sends a request that the contract takes no notice of. */
  exchange<T>(
    method: string,
    path: string,
    { headers: own, body }: SendOptions = {},
  ): Promise<Answer<T>> {
    const headers = this.token ? { Authorization: `Bearer ${this.token}`, ...own } : own;
    const begin = performance.now();
    return new Promise((resolve, reject) => {
      const request = httpRequest(this.origin + path, { method, headers, agent: this.agent });
      // Node frames the body of a DELETE only if it is told the length.
      const isFramed = body === undefined || headers?.['Transfer-Encoding'] !== undefined;
      if (!isFramed) request.setHeader('Content-Length', Buffer.byteLength(body));
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /[/+]json/.test(response.headers['content-type'] ?? '') && text !== '';
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            ms: performance.now() - begin,
            body: (isJson ? JSON.parse(text) : undefined) as T,
          });
        });
      });
      request.end(body);
    });
  }

  private sendJson<T>(method: string, path: string, json: unknown): Promise<Answer<T>> {
    return this.send(method, path, asJson(json));
  }
}

export function asJson(json: unknown): SendOptions {
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) };
}
