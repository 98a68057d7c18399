import { Agent, type IncomingHttpHeaders, METHODS as ALL, request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Contract } from './contract.js';

/** The methods that a client can send to a path. (CONNECT takes a host and a port instead.) */
export const METHODS = ALL.filter((method) => method !== 'CONNECT');

export const JSON_TYPE = { 'Content-Type': 'application/json' };

/** An ETag that no version has. */
export const STALE = '"00000000-0000-4000-8000-000000000000"';

type JsonObject = Record<string, unknown>;
type HeaderFields = Record<string, string | string[]>;

/** A response as received over the wire. */
export interface HttpResponse<T = JsonObject> {
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
  headers?: HeaderFields;
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

  close(): void {
    this.agent.destroy();
  }

  get<T = JsonObject>(path: string, options?: RequestOptions): Promise<HttpResponse<T>> {
    return this.send('GET', path, options);
  }

  post<T = JsonObject>(
    path: string,
    json: unknown,
    headers?: HeaderFields,
  ): Promise<HttpResponse<T>> {
    return this.send('POST', path, asJson(json, headers));
  }

  put<T = JsonObject>(
    path: string,
    json: unknown,
    headers?: HeaderFields,
  ): Promise<HttpResponse<T>> {
    return this.send('PUT', path, asJson(json, headers));
  }

  /** Changes any version, unless the headers say otherwise. */
  patch<T = JsonObject>(
    path: string,
    json: unknown,
    headers?: HeaderFields,
  ): Promise<HttpResponse<T>> {
    return this.send('PATCH', path, asJson(json, headers ?? { 'If-Match': '*' }));
  }

  delete<T = JsonObject>(path: string, options?: RequestOptions): Promise<HttpResponse<T>> {
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
          const bytes = Buffer.concat(chunks);
          const isGzip = response.headers['content-encoding'] === 'gzip' && bytes.length > 0;
          const text = (isGzip ? gunzipSync(bytes) : bytes).toString();
          resolve(toResponse(response.statusCode ?? 0, response.headers, text, begin));
        });
      });
      request.end(body);
    });
  }
}

/** @param begin of the request, by `performance.now()` */
export function toResponse<T>(
  status: number,
  headers: IncomingHttpHeaders,
  text: string,
  begin: number,
): HttpResponse<T> {
  const isJson = /[/+]json/.test(headers['content-type'] ?? '') && text !== '';
  const body = (isJson ? JSON.parse(text) : undefined) as T;
  return { status, headers, text, durationMs: performance.now() - begin, body };
}

/** A JSON text and its Content-Type. */
export function asJson(json: unknown, headers: HeaderFields = {}): RequestOptions {
  return { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(json) };
}
