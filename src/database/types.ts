import pg from 'pg';

/** RFC 3339, in UTC and with milliseconds: `2026-01-31T12:00:00.000Z`. */
export type Time = string;

const { TIMESTAMPTZ } = pg.types.builtins;

/**
 * What a column is in JavaScript, by its type: what pg makes of it, but for times. Those go to the
 * client as text, so that a `Date` would be made of each only to be taken apart again.
 */
export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === TIMESTAMPTZ ? timeOf : (pg.types.getTypeParser(oid, format) as unknown),
};

/** @param text as PostgreSQL writes it: `2026-01-31 12:00:00.5+00` */
function timeOf(text: string): Time {
  const [date, time, isUtc] = [text.slice(0, 10), text.slice(11, -3), text.endsWith('+00')];
  if (!isUtc) return new Date(text).toISOString();
  return `${date}T${(time.includes('.') ? time : `${time}.`).padEnd('12:00:00.000'.length, '0')}Z`;
}
