import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateItems1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
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
    await this.createItemTags(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION index_tags CASCADE');
    await queryRunner.query('DROP TABLE item_tags');
    await queryRunner.query('DROP TABLE items');
  }

  /**
   * The items of each tag in the order of the list, which a GIN index on `items.tags` does not have:
   * there a page may cost seconds, where many items have the tag and the first of them come late. The
   * triggers keep the table, so that a write of an item stays one statement.
   */
  private async createItemTags(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE item_tags (
        tag text COLLATE "C",
        item_id text COLLATE "C",
        owner_id uuid NOT NULL,
        CONSTRAINT item_tags_pkey PRIMARY KEY (tag, item_id)
      )`);
    await queryRunner.query(
      'CREATE INDEX item_tags_owner_id_idx ON item_tags (owner_id, tag, item_id)',
    );
    await queryRunner.query(`
      CREATE FUNCTION index_tags() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN
          DELETE FROM item_tags WHERE item_id = OLD.id AND tag = ANY (OLD.tags);
        END IF;
        IF TG_OP <> 'DELETE' THEN
          INSERT INTO item_tags SELECT DISTINCT unnest(NEW.tags), NEW.id, NEW.owner_id;
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER items_write_tags AFTER INSERT OR DELETE ON items
      FOR EACH ROW EXECUTE FUNCTION index_tags()`);
    await queryRunner.query(`
      CREATE TRIGGER items_change_tags AFTER UPDATE ON items
      FOR EACH ROW WHEN (OLD.tags <> NEW.tags OR OLD.owner_id <> NEW.owner_id) EXECUTE FUNCTION index_tags()`);
  }
}
