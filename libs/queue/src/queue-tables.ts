import type { QueryRunner } from 'typeorm';

/** Where pg-boss has its tables. */
export const SCHEMA = 'pgboss';

/** A job that is not done after this time is given to another worker: its process was killed. */
const EXPIRY_SECONDS = 20;

/**
 * A job waits for a worker as long as it takes. One that failed is tried again, since what made it fail is usually a
 * database that was unavailable.
 */
const QUEUE = {
  policy: 'standard',
  expireInSeconds: EXPIRY_SECONDS,
  retryLimit: 1_000_000,
  retryDelay: 2,
  retentionMinutes: 60 * 24 * 365,
};

/** For a migration, in its transaction: creates the tables of pg-boss, and a queue of each name, which is a table too. */
export async function createQueues(
  queryRunner: QueryRunner,
  names: readonly string[],
): Promise<void> {
  // Loaded here, and not with the migration, so that a start without pending migrations does without it.
  const { default: PgBoss } = await import('pg-boss');
  const [, statements] = /BEGIN;([^]*)COMMIT;/.exec(PgBoss.getConstructionPlans(SCHEMA)) ?? [];
  await queryRunner.query(statements);
  // As with the schema `public`: a role of the service needs rights on the tables only.
  await queryRunner.query(`GRANT USAGE ON SCHEMA ${SCHEMA} TO PUBLIC`);
  for (const name of names) {
    await queryRunner.query(`SELECT ${SCHEMA}.create_queue($1, $2)`, [name, JSON.stringify(QUEUE)]);
  }
}

export async function dropQueues(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
}
