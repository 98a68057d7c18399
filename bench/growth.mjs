import { BenchmarkError, send } from './client.mjs';
import { createDatabase, TAG_COUNT } from './databases.mjs';
import { measureInTurn, ratio, summarize } from './measure.mjs';
import { prepare } from './prepare.mjs';
import { CREATE, listScenario, REPLACE } from './scenarios.mjs';
import { SERVICE, startServer } from './servers.mjs';

/**
 * Measures how the size of the table affects this service. Each size has a database and a process
 * of its own, so that the sizes, too, are measured in turn.
 *
 * @param {string} postgresUrl
 * @param {{ rounds: number, seconds: number }} options
 * @param {number[]} sizes in items, from small to large
 * @returns {Promise<object[]>} for each scenario and size the figures, and the ratio of its rate to
 *   that of the first page, or of the smallest table
 */
export async function measureGrowth(postgresUrl, options, sizes) {
  const services = [];
  for (const size of sizes) {
    const database = await createDatabase(postgresUrl, `growth_${size}`, size);
    services.push(await startServer(SERVICE, database));
  }
  const rows = [];
  for (const service of services) {
    rows.push(...(await compare(await preparePages(service), options)));
  }
  const smallestAndLargest = [services[0], services.at(-1)];
  for (const scenario of [REPLACE, CREATE]) {
    const contenders = smallestAndLargest.map((service) => prepare(service, scenario));
    rows.push(...(await compare(await Promise.all(contenders), options)));
  }
  return rows;
}

async function compare(contenders, options) {
  const measurements = await measureInTurn(contenders, options);
  return contenders.map(({ server, scenario }, i) => ({
    name: scenario.name,
    count: server.database.count,
    ...summarize(measurements[i]),
    ratio: ratio(measurements[i], measurements[0]),
  }));
}

async function preparePages(service) {
  const cursors = await walkPages(service);
  const pageAfter = (seen, name) => {
    const cursor = encodeURIComponent(cursors.get(seen));
    return listScenario(name, `/items?limit=20&cursor=${cursor}`, seen + 1);
  };
  const { count, ownerId } = service.database;
  const pages = [
    listScenario('first page', '/items?limit=20', 1),
    pageAfter(count / 2, 'page in the middle'),
    pageAfter(count - 100, 'page near the end'),
    listScenario('first page of an owner', `/items?limit=20&ownerId=${ownerId}`, 1),
    listScenario('first page of a tag', '/items?limit=20&tag=tag-1', 1, TAG_COUNT),
    listScenario(
      'first page of an owner and a tag',
      `/items?limit=20&ownerId=${ownerId}&tag=tag-1`,
      1,
      TAG_COUNT,
    ),
  ];
  return Promise.all(pages.map((scenario) => prepare(service, scenario)));
}

/**
 * Follows the cursors through the whole table.
 *
 * @returns {Promise<Map<number, string>>} each cursor, by the number of items before it
 * @throws BenchmarkError when an item is missing, repeated or out of order
 */
async function walkPages(service) {
  const cursors = new Map();
  let seen = 0;
  let last = '';
  for (let path = '/items?limit=100'; path;) {
    const { body } = await send(service, { path }, 200);
    for (const { id } of body.items) {
      if (id <= last) throw new BenchmarkError(`The list has ${id} after ${last}.`);
      last = id;
    }
    seen += body.items.length;
    const { nextCursor } = body;
    if (nextCursor) cursors.set(seen, nextCursor);
    path = nextCursor && `/items?limit=100&cursor=${encodeURIComponent(nextCursor)}`;
  }
  const { count } = service.database;
  if (seen !== count) throw new BenchmarkError(`The pages hold ${seen} of ${count} items.`);
  return cursors;
}
