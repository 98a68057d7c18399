// cut: embedded-postgres
import { startEmbeddedPostgres } from '#embedded-postgres';

export const databaseUrl = process.env.DATABASE_URL ?? (await startEmbeddedPostgres()).url;
// /cut
