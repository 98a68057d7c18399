import { ValidateIf } from 'class-validator';

/** The field may be absent, but not null, which `@IsOptional()` would accept as well. */
export function IsOptionalNotNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
