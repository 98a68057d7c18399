import { type InputError, InvalidBody } from '#problem-details';
import { BodyValidationPipe } from '#validation';
import { CreateItemDto } from './dto/put-item.dto.js';

/** An entry that is no item. Its id is null unless that part of it is valid. */
export interface InvalidEntry {
  id: string | null;
  problem: InvalidBody;
}

const bodyPipe = new BodyValidationPipe();

/**
 * Validates each value of JSON as the body of a request.
 *
 * @param hasDifferentIds whether an id may come only once
 */
export async function parseEntries(
  entries: readonly unknown[],
  hasDifferentIds: boolean,
): Promise<(CreateItemDto | InvalidEntry)[]> {
  const ids = new Set<unknown>();
  const parsed: (CreateItemDto | InvalidEntry)[] = [];
  for (const entry of entries) {
    const id = (entry as { id?: string } | null)?.id;
    const body = await validate(entry);
    const errors: InputError[] = body instanceof InvalidBody ? [...(body.errors ?? [])] : [];
    const hasId = !errors.some((error) => 'pointer' in error && /^#(?:\/id)?$/.test(error.pointer));
    if (hasId && hasDifferentIds && ids.has(id)) {
      errors.push({ pointer: '#/id', detail: 'must differ from the ids of the entries before' });
    }
    ids.add(id);
    const isValid = body instanceof CreateItemDto && errors.length === 0;
    parsed.push(isValid ? body : { id: (hasId && id) || null, problem: new InvalidBody(errors) });
  }
  return parsed;
}

function validate(entry: unknown): Promise<unknown> {
  const validated = bodyPipe.transform(entry, { type: 'body', metatype: CreateItemDto });
  return validated.catch((error: unknown) => {
    if (error instanceof InvalidBody) return error;
    throw error;
  });
}
