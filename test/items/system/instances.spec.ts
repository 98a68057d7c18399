import { expect, it } from '@jest/globals';
import { asJson, type Client } from '#contract-testing';
import { PGBOUNCER_AND_REDIS, startTwoInstances } from '../../support/instances.js';
import { newItem } from '../../support/items.js';
import { describeWith } from '../../support/programs.js';

describeWith(PGBOUNCER_AND_REDIS, 'Two instances with items', () => {
  it('201 to one and 200 to seven that create an item at once, four at each instance', async () => {
    const [one, other] = await startTwoInstances();
    for (let round = 0; round < 20; round += 1) {
      const { id, ...body } = newItem();
      const puts = Array.from({ length: 8 }, (_, n) =>
        (n % 2 ? one : other).client.put(`/items/${id}`, body),
      );
      const codes = (await Promise.all(puts)).map(({ status }) => status).sort();
      expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    }
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'lose no write that was a 200 or a 201, when one of them gets a %s under load',
    async (signal) => {
      const [one, other] = await startTwoInstances();
      const acknowledged = new Map<string, string>();
      let isStopped = false;
      const write = async (client: Client, writer: number): Promise<void> => {
        for (let round = 0; !isStopped; round += 1) {
          const item = newItem({ id: `writer-${writer}`, description: String(round) });
          const { status } = await client
            .exchange('PUT', `/items/${item.id}`, asJson(item))
            // The connection ends with the process.
            .catch(() => ({ status: 0 }));
          if (status === 200 || status === 201) acknowledged.set(item.id, String(round));
          else if (client === one.client) return;
          else throw new Error(`The instance that goes on responded with ${status}.`);
        }
      };
      const writers = Array.from({ length: 16 }, (_, n) =>
        write(n % 2 ? one.client : other.client, n),
      );
      await other.until(() => acknowledged.size === 16);
      one.kill(signal);
      await one.exited;
      const before = acknowledged.get('writer-0');
      await other.until(() => acknowledged.get('writer-0') !== before);
      isStopped = true;
      await Promise.all(writers);
      for (const [id, description] of acknowledged) {
        const { status, body } = await other.client.get(`/items/${id}`);
        expect(status).toBe(200);
        // A write without a response may have happened as well.
        expect(Number(body.description)).toBeGreaterThanOrEqual(Number(description));
      }
    },
  );
});
