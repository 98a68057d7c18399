import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The items of each tag in the order of the list, which a GIN index on `items.tags` does not have:
 * there a page may cost seconds, where many items have the tag and the first of them come late. The
 * triggers keep the table, so that a write of an item stays one statement.
 */
export class IndexTags1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE item_tags (
        tag text COLLATE "C",
        item_id text COLLATE "C",
        CONSTRAINT item_tags_pkey PRIMARY KEY (tag, item_id)
      )`);
    await queryRunner.query(`
      CREATE FUNCTION index_tags() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN
          DELETE FROM item_tags WHERE item_id = OLD.id AND tag = ANY (OLD.tags);
        END IF;
        IF TG_OP <> 'DELETE' THEN
          INSERT INTO item_tags SELECT DISTINCT unnest(NEW.tags), NEW.id;
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER items_write_tags AFTER INSERT OR DELETE ON items
      FOR EACH ROW EXECUTE FUNCTION index_tags()`);
    await queryRunner.query(`
      CREATE TRIGGER items_change_tags AFTER UPDATE ON items
      FOR EACH ROW WHEN (OLD.tags <> NEW.tags) EXECUTE FUNCTION index_tags()`);
    await queryRunner.query(
      'INSERT INTO item_tags SELECT DISTINCT unnest(tags) COLLATE "C", id FROM items',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION index_tags CASCADE');
    await queryRunner.query('DROP TABLE item_tags');
  }
}
