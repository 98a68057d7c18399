const HEAD = `# Made by \`npm run openapi\` from requests.http, for the HTTP client in the IDEs of JetBrains, where scripts keep
# what later requests need. Send them from top to bottom to a demo (\`npm start\`): at the end, it is as before.
`;

/** What a request takes from the response to another one: \`{{me.response.body.$.id}}\`. */
const TAKEN = /\{\{(\w+)\.response\.(body\.\$|headers)\.(\w+)\}\}/g;

/**
 * @param {string} text requests.http
 * @returns {string} the same requests in the dialect of JetBrains
 */
export function jetbrainsHttp(text) {
  const taken = [...text.matchAll(TAKEN)].map(([, source, part, key]) => {
    const value =
      part === 'headers' ? `response.headers.valueOf("${key}")` : `response.body.${key}`;
    return { source, line: setGlobal(`${source}_${key}`, value) };
  });
  const [head, ...requests] = text.replaceAll(TAKEN, '{{$1_$3}}').split(/^(?=### )/m);
  const variables = [...head.matchAll(/^@(\w+) = (.+)$/gm)];
  const long = variables.filter(([, name]) => /^x\d+$/.test(name));
  const tokens = variables.filter(([, , value]) => /^\{\{\w+_\w+\}\}$/.test(value));
  const others = variables.filter((variable) => ![...long, ...tokens].includes(variable));
  const values = new Map(tokens.map(([, name, value]) => [`{{${name}}}`, value]));

  const parts = requests.map((request, i) => {
    const [, name] = /^# @name (\w+)$/m.exec(request) ?? [];
    const first = i === 0 ? long.map(([, x]) => setGlobal(x, `"x".repeat(${x.slice(1)})`)) : [];
    const kept = taken.filter(({ source }) => source === name).map(({ line }) => line);
    const sent = request
      .trimEnd()
      .replaceAll(/\{\{\w+\}\}/g, (use) => values.get(use) ?? use)
      .replace(/^(?=[A-Z]+ )/m, toScript('<', first));
    return `${sent}\n${kept.length > 0 ? `\n${toScript('>', kept)}` : ''}`;
  });
  return [`${HEAD}\n${others.map(([line]) => `${line}\n`).join('')}`, ...parts].join('\n');
}

/** @param {string} name @param {string} value JavaScript */
function setGlobal(name, value) {
  return `  client.global.set("${name}", ${value});\n`;
}

/** @param {'<' | '>'} when before or after the request @param {string[]} lines */
function toScript(when, lines) {
  return lines.length > 0 ? `${when} {%\n${[...new Set(lines)].join('')}%}\n` : '';
}
