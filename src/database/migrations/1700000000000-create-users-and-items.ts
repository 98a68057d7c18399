import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every constraint has a name, because the name is what tells a client which rule it broke
 * (`database-errors.ts`).
 */
export class CreateUsersAndItems1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid CONSTRAINT users_pkey PRIMARY KEY,
        name text NOT NULL,
        email text NOT NULL,
        email_key text NOT NULL CONSTRAINT users_email_key UNIQUE,
        role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('member', 'admin')),
        password_hash text NOT NULL,
        etag uuid NOT NULL DEFAULT gen_random_uuid(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await queryRunner.query(`
      CREATE TABLE items (
        id text COLLATE "C" CONSTRAINT items_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT items_name_key UNIQUE,
        description text,
        price_amount numeric(12, 2) NOT NULL
          CONSTRAINT items_price_amount_check CHECK (price_amount >= 0),
        price_currency text NOT NULL,
        tags text[] NOT NULL,
        owner_id uuid NOT NULL
          CONSTRAINT items_owner_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
        version integer NOT NULL DEFAULT 1,
        etag uuid NOT NULL DEFAULT gen_random_uuid(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await queryRunner.query('CREATE INDEX items_owner_id_idx ON items (owner_id, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE items');
    await queryRunner.query('DROP TABLE users');
  }
}
