import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every constraint has a name, by which `sqlstate.ts` tells what a client did wrong. */
export class CreateUsers1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid CONSTRAINT users_pkey PRIMARY KEY,
        name text NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL CONSTRAINT users_email_key UNIQUE,
        role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('member', 'admin')),
        password_hash text NOT NULL,
        password_version uuid NOT NULL DEFAULT gen_random_uuid(),
        etag uuid NOT NULL DEFAULT gen_random_uuid(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE users');
  }
}
