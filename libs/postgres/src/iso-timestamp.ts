import pg from 'pg';
import type { ValueTransformer } from 'typeorm';

/** RFC 3339, in UTC and with milliseconds, as a client sees it: `2026-01-31T12:00:00.000Z`. */
export type IsoTimestamp = string;

const { TIMESTAMPTZ } = pg.types.builtins;

/**
 * Type parsers for pg. A `timestamptz` becomes text, because its usual way is into a JSON response; for
 * a column of type `Date`, TypeORM makes a `Date` of it.
 */
export const TYPE_PARSERS: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === TIMESTAMPTZ ? parseTimestamp : (pg.types.getTypeParser(oid, format) as unknown),
};

/** @param text PostgreSQL's ISO style: `2026-01-31 12:00:00.5+00` */
export function parseTimestamp(text: string): IsoTimestamp {
  const [date, time, isUtc] = [text.slice(0, 10), text.slice(11, -3), text.endsWith('+00')];
  if (!isUtc) return new Date(text).toISOString();
  return `${date}T${(time.includes('.') ? time : `${time}.`).padEnd('12:00:00.000'.length, '0')}Z`;
}

/** For a column that an entity has as `IsoTimestamp`. */
export const isoTimestamp: ValueTransformer = {
  from: (value: Date | null | undefined) => value?.toISOString() ?? value,
  to: (value: unknown) => value,
};
