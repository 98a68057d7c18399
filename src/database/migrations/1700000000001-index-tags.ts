import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For the list of items with a tag. Without `fastupdate`, which would have each such list read
 * through what was written last.
 */
export class IndexTags1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX items_tags_idx ON items USING gin (tags) WITH (fastupdate = off)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX items_tags_idx');
  }
}
