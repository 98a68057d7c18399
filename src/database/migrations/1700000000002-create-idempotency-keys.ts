import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of the library `idempotency`, and that what is kept of a sign-up goes with its user. */
export class CreateIdempotencyKeys1700000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        operation text,
        caller text,
        key text,
        lease uuid NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        fingerprint bytea,
        response json,
        user_id uuid
          CONSTRAINT idempotency_keys_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (operation, caller, key)
      )`);
    await queryRunner.query(
      'CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at)',
    );
    await queryRunner.query(
      'CREATE INDEX idempotency_keys_user_id_idx ON idempotency_keys (user_id)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_keys');
  }
}
