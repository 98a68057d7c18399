import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createQueues, dropQueues } from '#queue';

export class CreateImports1700000000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // No foreign key to the user: an import does not keep its user from being deleted.
    await queryRunner.query(`
      CREATE TABLE imports (
        id uuid CONSTRAINT imports_pkey PRIMARY KEY,
        owner_id uuid NOT NULL,
        creates_only boolean NOT NULL,
        total integer,
        processed integer NOT NULL DEFAULT 0,
        last_line integer NOT NULL DEFAULT 0,
        created integer NOT NULL DEFAULT 0,
        replaced integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        received_at timestamptz(3) NOT NULL DEFAULT now(),
        finished_at timestamptz(3),
        gone_at timestamptz(3)
      )`);
    await queryRunner.query('CREATE INDEX imports_owner_id_idx ON imports (owner_id, id)');
    await queryRunner.query(`
      CREATE TABLE import_lines (
        import_id uuid CONSTRAINT import_lines_import_id_fkey REFERENCES imports (id) ON DELETE CASCADE,
        line integer,
        content bytea,
        item_id text,
        status integer,
        problem json,
        CONSTRAINT import_lines_pkey PRIMARY KEY (import_id, line)
      )`);
    await queryRunner.query(
      'CREATE INDEX import_lines_failed_idx ON import_lines (import_id, line) WHERE status >= 400',
    );
    await createQueues(queryRunner, ['imports']);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropQueues(queryRunner);
    await queryRunner.query('DROP TABLE import_lines');
    await queryRunner.query('DROP TABLE imports');
  }
}
