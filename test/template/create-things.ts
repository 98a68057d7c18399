import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateThings1700000000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE things (
        id text COLLATE "C" CONSTRAINT things_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT things_name_key UNIQUE,
        note text,
        links jsonb NOT NULL,
        archived_at timestamptz(3),
        owner_id uuid NOT NULL
          CONSTRAINT things_owner_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
        version integer NOT NULL DEFAULT 1,
        etag uuid NOT NULL DEFAULT gen_random_uuid(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await queryRunner.query('CREATE INDEX things_owner_id_idx ON things (owner_id, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE things');
  }
}
