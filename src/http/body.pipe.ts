import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { InvalidBody } from './problems.js';
import { validate } from './validate.js';

/** Turns a parsed body into the DTO that the handler declares, or answers 422. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || !metatype) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new InvalidBody([{ pointer: '#', detail: 'must be a JSON object' }]);
    }
    const { value: dto, faults } = validate(metatype as Type<object>, value);
    if (faults.length === 0) return dto;
    throw new InvalidBody(faults.map(({ path, detail }) => ({ pointer: pointer(path), detail })));
  }
}

/** RFC 6901 §3 escapes `~` and `/`; §6 percent-encodes the whole as a URI fragment. */
function pointer(path: readonly string[]): string {
  const tokens = path.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#${tokens.map((token) => `/${encodeURIComponent(token.toWellFormed())}`).join('')}`;
}
