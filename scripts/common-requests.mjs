/* The requests of requests.http for the codes that most operations have alike, made from a success of each. */

const MARK = '# made by npm run openapi';

/** For each code: its title, and what differs from the success; undefined where that cannot cause it. */
const COMMON = {
  400: ({ path, body }) =>
    body
      ? ['when the body is not JSON', { body: body.slice(0, body.indexOf(':') + 1) }]
      : [
          'when a parameter is unknown',
          { path: `${path}${path.includes('?') ? '&' : '?'}colour=blue` },
        ],
  401: ({ headers: { Authorization, ...headers } }) =>
    Authorization && ['without a token', { headers }],
  406: () => ['when Accept excludes JSON', { headers: { Accept: 'text/html' }, body: '' }],
  413: (_, bodyBytes) => [
    `when the body is larger than ${bodyBytes.toLocaleString('en')} bytes`,
    { body: `{ "name": "${'{{x65536}}'.repeat(Math.ceil(bodyBytes / 65_536))}" }` },
  ],
  415: ({ headers }) => [
    'when the body is of another type',
    { headers: { ...headers, 'Content-Type': 'text/plain' }, body: 'Text' },
  ],
  422: ({ body }) => [
    'when a field is unknown',
    { body: body.replace('{', '{ "colour": "blue",') },
  ],
};

/**
 * @param {string} text of requests.http
 * @param {{ paths: object }} document
 * @returns {string} the text, with a request for each common code of which no other request is
 */
export function fillRequests(text, { paths }) {
  const [head, ...requests] = text.split(/^(?=### )/m);
  const written = requests.filter((request) => !request.includes(MARK));
  const parsed = written.map((request) => parse(request, Object.keys(paths)));
  const made = Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).flatMap(([method, { responses, 'x-body-bytes': bodyBytes = 102_400 }]) => {
      const own = parsed.filter(
        (one) => one.template === template && one.method.toLowerCase() === method,
      );
      const success = own.find(({ code }) => code < '300');
      return Object.entries(COMMON)
        .filter(([code]) => success && code in responses && !own.some((one) => one.code === code))
        .flatMap(([code, vary]) => format(code, success, vary(success, bodyBytes)) ?? []);
    }),
  );
  return `${[head, ...written, ...made].map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function parse(request, templates) {
  const [lead, body = ''] = request.trim().split('\n\n');
  const [title, ...lines] = lead.split('\n').filter((line) => !line.startsWith('# '));
  const [method, path] = lines[0].split(' ');
  const names = path
    .replace('{{host}}', '')
    .replace(/\?.*/, '')
    .replaceAll(/\{\{.+?\}\}/g, 'x');
  const [template] = templates
    .filter((one) => new RegExp(`^${one.replaceAll(/\{.+?\}/g, '[^/]+')}$`).test(names))
    .sort((one, other) => one.split('{').length - other.split('{').length);
  const headers = Object.fromEntries(lines.slice(1).map((line) => line.split(': ')));
  // The version does not matter to these codes.
  if (headers['If-Match']) headers['If-Match'] = '*';
  return { code: title.slice(4, 7), method, path, template, headers, body: body.trim() };
}

function format(code, success, variant) {
  if (!variant) return undefined;
  const [title, changes] = variant;
  const { method, path, headers, body } = { ...success, ...changes };
  const lines = Object.entries(headers).map(([name, value]) => `\n${name}: ${value}`);
  return `### ${code} ${title}\n${MARK}\n${method} ${path}${lines.join('')}${body && `\n\n${body}`}`;
}
