import { ValidateBy } from 'class-validator';
import type { ISchemaConverters } from 'class-validator-jsonschema/build/defaultConverters.js';
import { INVALID_CURSOR, readCursorId } from '../cursor.js';

const IS_CURSOR = 'isCursor';

/**
 * A cursor, in the query of a list.
 *
 * @param isId whether a text may be the id of an entry, and so may reach the database
 */
export function IsCursor(isId: (text: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name: IS_CURSOR,
    validator: {
      validate: (value) => typeof value === 'string' && isId(readCursorId(value)),
      defaultMessage: () => `$property ${INVALID_CURSOR}`,
    },
  });
}

export const CURSOR_SCHEMA: ISchemaConverters = { [IS_CURSOR]: { type: 'string' } };
