import pg from 'pg';

/**
 * What the type parsers rely on. A database, a role or a server may have other defaults: with the DateStyle
 * `SQL, DMY`, 5 November would be read as 11 May. PgBouncer keeps both settings for each client.
 */
const SESSION_SETTINGS = `SET datestyle = 'ISO, MDY'; SET timezone = 'UTC'`;

/** A connection to PostgreSQL with the settings of this service. */
export class ServiceClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // A failure here is the failure of the connection, which its first statement gets too.
    this.on('connect', () => void this.query(SESSION_SETTINGS).catch(() => undefined));
  }
}
