/** When IANA last changed its registry of status codes, as it stands here. */
export const REGISTRY_DATE = '2025-09-15';

/** `https://www.iana.org/assignments/http-status-codes`, with the section of each reference. */
export interface RegisteredCode {
  code: number;
  /** As registered, without what `note` says. */
  name: string;
  /** `RFC 9110 §15.5.10` */
  reference: string;
  /** What the registry says besides the name. */
  note?: string;
}

const HTTP = 'RFC 9110 §15';

const ENTRIES: [code: number, name: string, reference: string, note?: string][] = [
  [100, 'Continue', `${HTTP}.2.1`],
  [101, 'Switching Protocols', `${HTTP}.2.2`],
  [102, 'Processing', 'RFC 2518 §10.1'],
  [103, 'Early Hints', 'RFC 8297 §2'],
  [
    104,
    'Upload Resumption Supported',
    'draft-ietf-httpbis-resumable-upload-05',
    'Temporary: registered on 2024-11-13, extended on 2025-09-15, expires on 2026-11-13',
  ],
  [200, 'OK', `${HTTP}.3.1`],
  [201, 'Created', `${HTTP}.3.2`],
  [202, 'Accepted', `${HTTP}.3.3`],
  [203, 'Non-Authoritative Information', `${HTTP}.3.4`],
  [204, 'No Content', `${HTTP}.3.5`],
  [205, 'Reset Content', `${HTTP}.3.6`],
  [206, 'Partial Content', `${HTTP}.3.7`],
  [207, 'Multi-Status', 'RFC 4918 §11.1'],
  [208, 'Already Reported', 'RFC 5842 §7.1'],
  [226, 'IM Used', 'RFC 3229 §10.4.1'],
  [300, 'Multiple Choices', `${HTTP}.4.1`],
  [301, 'Moved Permanently', `${HTTP}.4.2`],
  [302, 'Found', `${HTTP}.4.3`],
  [303, 'See Other', `${HTTP}.4.4`],
  [304, 'Not Modified', `${HTTP}.4.5`],
  [305, 'Use Proxy', `${HTTP}.4.6`, 'Deprecated'],
  [306, '(Unused)', `${HTTP}.4.7`, 'Unused'],
  [307, 'Temporary Redirect', `${HTTP}.4.8`],
  [308, 'Permanent Redirect', `${HTTP}.4.9`],
  [400, 'Bad Request', `${HTTP}.5.1`],
  [401, 'Unauthorized', `${HTTP}.5.2`],
  [402, 'Payment Required', `${HTTP}.5.3`],
  [403, 'Forbidden', `${HTTP}.5.4`],
  [404, 'Not Found', `${HTTP}.5.5`],
  [405, 'Method Not Allowed', `${HTTP}.5.6`],
  [406, 'Not Acceptable', `${HTTP}.5.7`],
  [407, 'Proxy Authentication Required', `${HTTP}.5.8`],
  [408, 'Request Timeout', `${HTTP}.5.9`],
  [409, 'Conflict', `${HTTP}.5.10`],
  [410, 'Gone', `${HTTP}.5.11`],
  [411, 'Length Required', `${HTTP}.5.12`],
  [412, 'Precondition Failed', `${HTTP}.5.13`],
  [413, 'Content Too Large', `${HTTP}.5.14`],
  [414, 'URI Too Long', `${HTTP}.5.15`],
  [415, 'Unsupported Media Type', `${HTTP}.5.16`],
  [416, 'Range Not Satisfiable', `${HTTP}.5.17`],
  [417, 'Expectation Failed', `${HTTP}.5.18`],
  [418, '(Unused)', `${HTTP}.5.19`, 'Unused'],
  [421, 'Misdirected Request', `${HTTP}.5.20`],
  [422, 'Unprocessable Content', `${HTTP}.5.21`],
  [423, 'Locked', 'RFC 4918 §11.3'],
  [424, 'Failed Dependency', 'RFC 4918 §11.4'],
  [425, 'Too Early', 'RFC 8470 §5.2'],
  [426, 'Upgrade Required', `${HTTP}.5.22`],
  [428, 'Precondition Required', 'RFC 6585 §3'],
  [429, 'Too Many Requests', 'RFC 6585 §4'],
  [431, 'Request Header Fields Too Large', 'RFC 6585 §5'],
  [451, 'Unavailable For Legal Reasons', 'RFC 7725 §3'],
  [500, 'Internal Server Error', `${HTTP}.6.1`],
  [501, 'Not Implemented', `${HTTP}.6.2`],
  [502, 'Bad Gateway', `${HTTP}.6.3`],
  [503, 'Service Unavailable', `${HTTP}.6.4`],
  [504, 'Gateway Timeout', `${HTTP}.6.5`],
  [505, 'HTTP Version Not Supported', `${HTTP}.6.6`],
  [506, 'Variant Also Negotiates', 'RFC 2295 §8.1'],
  [507, 'Insufficient Storage', 'RFC 4918 §11.5'],
  [508, 'Loop Detected', 'RFC 5842 §7.2'],
  [510, 'Not Extended', 'RFC 2774 §7', 'Obsoleted'],
  [511, 'Network Authentication Required', 'RFC 6585 §6'],
];

export const REGISTRY: readonly RegisteredCode[] = ENTRIES.map(([code, name, reference, note]) => ({
  code,
  name,
  reference,
  note,
}));

/** Those that a cache may store although the response does not say for how long (RFC 9110 §15.1). */
export const HEURISTICALLY_CACHEABLE: readonly number[] = [
  200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501,
];
