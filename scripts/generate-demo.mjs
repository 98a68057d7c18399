import { readFile, writeFile } from 'node:fs/promises';
import { CodesModule } from '../dist/demo/codes/codes.module.js';
import { describeCodes } from '../dist/demo/codes/describe-codes.js';
import * as pages from '../dist/demo/codes/pages.js';
import { PRECEDENCE } from '../dist/demo/codes/precedence.js';
import { REGISTRY } from '../dist/demo/codes/registry.js';
import { codesMarkdown, decisionsJson, handlersJson } from './codes.mjs';
import { jetbrainsHttp } from './jetbrains.mjs';
import { fillTour } from './tour.mjs';

const TOUR = 'demo/tour/public/index.html';

/**
 * Part of `npm run openapi` while there is a demo. The pages read what is written here.
 *
 * @param {object} document
 * @param {(modules: object[]) => Promise<object>} build the document with further modules
 */
export async function writeDemoFiles(document, build) {
  const ofDemo = await build([CodesModule]);
  const names = PRECEDENCE.map(({ name }) => name);
  await writeFile('demo/tour/public/handlers.json', handlersJson(ofDemo));
  await writeFile('demo/codes/decisions.json', decisionsJson(ofDemo, names));
  const requests = await readFile('requests.http', 'utf8');
  await writeFile('demo/jetbrains.http', jetbrainsHttp(requests));
  await writeFile(TOUR, fillTour(await readFile(TOUR, 'utf8'), ofDemo, requests, REGISTRY));
  await writeFile('docs/codes.md', codesMarkdown(describeCodes(document), pages));
}
