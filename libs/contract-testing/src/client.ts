import { Agent, type IncomingHttpHeaders, METHODS as ALL, request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Contract } from './contract.js';

/** The methods that a client can send to a path. (CONNECT takes a host and a port instead.) */
export const METHODS = ALL.filter((method) => method !== 'CONNECT');

/** A response as received over the wire. */
export interface HttpResponse<T = Record<string, unknown>> {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  durationMs: number;
  /** The parsed text when the response is declared as JSON, otherwise undefined. */
  body: T;
}

/** A request and its response. */
export interface Exchange {
  method: string;
  /** Includes the query. Empty when the server could not read a path. */
  path: string;
  options: RequestOptions;
  response: HttpResponse<unknown>;
}

export interface RequestOptions {
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/**
 * Sends requests over a real connection and checks every response against the contract.
 * (Node's `fetch` would add headers of its own, such as `Cache-Control`.)
 */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });
  /** The base URL of the service. Empty until `connect` is called. */
  origin = '';
  private contract: Contract | undefined;
  /** Sent with each request that has no Authorization header of its own. */
  token: string | undefined;

  /** Without a contract, responses are not checked. The contract fetches the document this way. */
  connect(origin: string, contract?: Contract): void {
    this.origin = origin;
    this.contract = contract;
  }

  /** The rules for every response that an exchange breaks, which another connection made. */
  checkRules(exchange: Exchange): Promise<string[]> {
    return this.contract?.checkRules(exchange, this) ?? Promise.resolve([]);
  }

  /** A client for the same service with another token, or with none. */
  withToken(token: string | undefined): Client {
    const client = new Client();
    client.connect(this.origin, this.contract);
    client.token = token;
    return client;
  }

  /** Obtains a token for all later requests. The contract does not check this exchange. */
  async logIn(email: string, password: string): Promise<void> {
    const login = asJson({ email, password });
    const { status, text, body } = await this.exchange<{ accessToken: string }>(
      'POST',
      '/auth/login',
      login,
    );
    if (status !== 200) throw new Error(`The login was a ${status}: ${text}`);
    this.token = body.accessToken;
  }

  close(): void {
    this.agent.destroy();
  }

  get<T = Record<string, unknown>>(
    path: string,
    options?: RequestOptions,
  ): Promise<HttpResponse<T>> {
    return this.send('GET', path, options);
  }

  post<T = Record<string, unknown>>(
    path: string,
    json: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpResponse<T>> {
    return this.sendJson('POST', path, json, headers);
  }

  put<T = Record<string, unknown>>(
    path: string,
    json: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpResponse<T>> {
    return this.sendJson('PUT', path, json, headers);
  }

  /** Changes any version, unless the headers say otherwise. */
  patch<T = Record<string, unknown>>(
    path: string,
    json: unknown,
    headers: Record<string, string> = { 'If-Match': '*' },
  ): Promise<HttpResponse<T>> {
    return this.sendJson('PATCH', path, json, headers);
  }

  delete<T = Record<string, unknown>>(
    path: string,
    options?: RequestOptions,
  ): Promise<HttpResponse<T>> {
    return this.send('DELETE', path, options);
  }

  async send<T>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<HttpResponse<T>> {
    const response = await this.exchange<T>(method, path, options);
    await this.contract?.check({ method, path, options, response }, this);
    return response;
  }

  /** Sends a request that the contract neither checks nor records. */
  exchange<T>(
    method: string,
    path: string,
    { headers: own, body }: RequestOptions = {},
  ): Promise<HttpResponse<T>> {
    const headers = this.token ? { Authorization: `Bearer ${this.token}`, ...own } : own;
    const begin = performance.now();
    return new Promise((resolve, reject) => {
      const request = httpRequest(this.origin + path, { method, headers, agent: this.agent });
      // Node frames the body of a DELETE only when the length is given.
      const isFramed = body === undefined || headers?.['Transfer-Encoding'] !== undefined;
      if (!isFramed) request.setHeader('Content-Length', Buffer.byteLength(body));
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = decode(Buffer.concat(chunks), response.headers['content-encoding']);
          const isJson = /[/+]json/.test(response.headers['content-type'] ?? '') && text !== '';
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            durationMs: performance.now() - begin,
            body: (isJson ? JSON.parse(text) : undefined) as T,
          });
        });
      });
      request.end(body);
    });
  }

  private sendJson<T>(
    method: string,
    path: string,
    json: unknown,
    headers: Record<string, string>,
  ): Promise<HttpResponse<T>> {
    const { body, headers: type } = asJson(json);
    return this.send(method, path, { body, headers: { ...type, ...headers } });
  }
}

function decode(bytes: Buffer, coding: string | undefined): string {
  return (coding === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString();
}

/** The body and the Content-Type of a request. */
export function asJson(json: unknown): RequestOptions {
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) };
}
