import { Failure, send } from './client.mjs';
import { makeDatabase } from './databases.mjs';
import { measureInTurn, ratio, summary } from './measure.mjs';
import { prepare } from './prepare.mjs';
import { CREATE, page, REPLACE } from './scenarios.mjs';
import { startService } from './servers.mjs';

/**
 * Measures what becomes slower as the table grows. Each size has a database and a service of its
 * own, so that the sizes, too, are measured in turn.
 *
 * @param {string} serverUrl
 * @param {{ rounds: number, seconds: number }} options
 * @param {number[]} sizes in items, from small to large
 * @returns {Promise<object[]>} for each scenario and size the figures, and the ratio of its rate to
 *   that of what it is compared with: the first page, or the smallest table
 */
export async function measureGrowth(serverUrl, options, sizes) {
  const services = [];
  for (const size of sizes) {
    services.push(await startService(await makeDatabase(serverUrl, `growth_${size}`, size)));
  }
  const rows = [];
  for (const service of services) rows.push(...(await compare(await pagesOf(service), options)));
  const ends = [services[0], services.at(-1)];
  for (const scenario of [REPLACE, CREATE]) {
    const contenders = ends.map((service) => prepare(service, scenario));
    rows.push(...(await compare(await Promise.all(contenders), options)));
  }
  return rows;
}

async function compare(contenders, options) {
  const figures = await measureInTurn(contenders, options);
  return contenders.map(({ server, scenario }, i) => ({
    name: scenario.name,
    count: server.database.count,
    ...summary(figures[i]),
    ratio: ratio(figures[i], figures[0]),
  }));
}

async function pagesOf(service) {
  const cursors = await walk(service);
  const after = (seen, name) => {
    const cursor = encodeURIComponent(cursors.get(seen));
    return page(name, `/items?limit=20&cursor=${cursor}`, seen + 1);
  };
  const { count } = service.database;
  const pages = [
    page('first page', '/items?limit=20', 1),
    after(count / 2, 'page half way'),
    after(count - 100, 'page near the end'),
  ];
  return Promise.all(pages.map((scenario) => prepare(service, scenario)));
}

/**
 * Follows the cursors through the whole table.
 *
 * @returns {Promise<Map<number, string>>} by the number of items before it, each cursor on the way
 * @throws Failure when an item is missing, comes twice or comes out of order
 */
async function walk(service) {
  const cursors = new Map();
  let seen = 0;
  let last = '';
  for (let path = '/items?limit=100'; path;) {
    const { body } = await send(service, { path }, 200);
    for (const { id } of body.items) {
      if (id <= last) throw new Failure(`After the item ${last} came ${id}.`);
      last = id;
    }
    seen += body.items.length;
    const { nextCursor } = body;
    if (nextCursor) cursors.set(seen, nextCursor);
    path = nextCursor && `/items?limit=100&cursor=${encodeURIComponent(nextCursor)}`;
  }
  const { count } = service.database;
  if (seen !== count) throw new Failure(`Of ${count} items, the pages hold ${seen}.`);
  return cursors;
}
