import {
  BodyTooLarge,
  HeadersTooLarge,
  MalformedRequest,
  NotImplemented,
  type ProblemException,
  RequestTimeout,
} from '#problem-details';
import type { HttpLimits } from './strict-http.options.js';

/** An error of Node's HTTP parser, or of its timeouts for requests. */
export interface ClientError extends Error {
  code: string;
  /** The last packet, if the error is the parser's. */
  rawPacket?: Buffer;
  /** How much of that packet the parser had read. */
  bytesParsed?: number;
}

/** The parts of an invalid request that could be read nevertheless. */
export interface PartialRequest {
  method?: string;
  /** The path and query; absent if the target has another form. */
  target?: string;
  /** The client's X-Request-Id. */
  id?: string;
}

const PROBLEM_BY_ERROR_CODE: Partial<Record<string, (limits: HttpLimits) => ProblemException>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => new RequestTimeout(),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new BodyTooLarge(),
  HPE_HEADER_OVERFLOW: ({ headersBytes }) => new HeadersTooLarge(headersBytes),
};

export function toClientProblem(
  { code }: ClientError,
  { method }: PartialRequest,
  limits: HttpLimits,
): ProblemException {
  if (code === 'HPE_INVALID_METHOD' && method) return new NotImplemented();
  return PROBLEM_BY_ERROR_CODE[code]?.(limits) ?? new MalformedRequest();
}

/**
 * Reads the start of the invalid request (RFC 9112 §3). The packet may begin with earlier, valid
 * requests; of a request in several packets, Node gives only the last.
 */
export function readPartialRequest({ rawPacket, bytesParsed = 0 }: ClientError): PartialRequest {
  const packet = rawPacket?.toString('latin1') ?? '';
  const endOfEarlier = packet.lastIndexOf('\r\n\r\n', bytesParsed - 4);
  const text = endOfEarlier < 0 ? packet : packet.slice(endOfEarlier + 4);
  const [, method, target] = /^([\w!#$%&'*+.^`|~-]+) ([!-~]+)(?: HTTP\/\d|$)/.exec(text) ?? [];
  const [, id] = /\r\nX-Request-Id:[ \t]*([\w.-]{1,128})[ \t]*\r\n/i.exec(text) ?? [];
  return { method, target: target?.startsWith('/') ? target : undefined, id };
}
