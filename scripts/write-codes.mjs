import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describeCodes } from '../dist/demo/codes/describe-codes.js';
import { readStyles, renderCode, renderIndex } from '../dist/demo/codes/pages.js';

/* `npm run codes -- FOLDER`: writes the pages of /codes as static files, which any host serves as they are. */

const folder = process.argv[2] ?? 'dist/codes';
const codes = describeCodes(JSON.parse(await readFile('openapi.json', 'utf8')));
const links = { index: 'index.html', style: 'codes.css', toCode: (code) => `${code}.html` };

await mkdir(folder, { recursive: true });
await writeFile(`${folder}/codes.css`, await readStyles());
await writeFile(`${folder}/index.html`, renderIndex(codes, links));
for (const code of codes) await writeFile(`${folder}/${code.code}.html`, renderCode(code, links));
console.log(`${codes.length + 1} pages are in ${folder}.`);
