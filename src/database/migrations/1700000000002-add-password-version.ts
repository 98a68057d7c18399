import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the passwords of a user, so that a token from before the last change can be told from a later one. */
export class AddPasswordVersion1700000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE users ADD COLUMN password_version integer NOT NULL DEFAULT 1',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE users DROP COLUMN password_version');
  }
}
