import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, ValidateBy } from 'class-validator';

/* Rules of settings that class-validator does not have. */

/** Not `@Type(() => Number)`, which takes '0x50' and '3000 '. What has no digits alone stays a string. */
export function IsWholeNumber(min: number, max: number): PropertyDecorator {
  const toNumber = ({ value }: { value: unknown }): unknown => {
    const number = /^\d{1,6}$/.test(String(value)) ? Number(value) : NaN;
    return number >= min && number <= max ? number : value;
  };
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(Transform(toNumber), IsInt({ message }));
}

/** Not `@Type(() => Boolean)`, which takes 'false' for true. */
export function IsTrueOrFalse(): PropertyDecorator {
  const toBoolean = ({ value }: { value: unknown }): unknown =>
    value === 'true' || value === 'false' ? value === 'true' : value;
  return applyDecorators(Transform(toBoolean), IsBoolean({ message: 'must be true or false' }));
}

/** @param message what a value must be */
export function Satisfies(
  validate: (value: unknown) => boolean,
  message: string,
  each = false,
): PropertyDecorator {
  return ValidateBy({ name: validate.name, validator: { validate } }, { message, each });
}

/** Not `@IsUrl()`, which refuses valid hosts, such as `my_database`. */
function isUrl(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value) && URL.canParse(value);
}

/**
 * Also one without a host, which names the folder of a Unix socket: `postgres://user@/name?host=/run`. Without
 * the name, it may be what `.env` leaves of a password with a `#`, where `me:12#34@host/name` ends at `12`.
 */
export function isDatabaseUrl(value: unknown): boolean {
  const isComplete = isUrl(/^postgres(?:ql)?:\/\/[^\s#/]*\/[^\s#]+$/);
  return isComplete(String(value).replace('@/', '@localhost/'));
}

/** TypeORM throws a TypeError without a hint where this is false (RFC 3986 §2.1). */
export function isPercentEncoded(value: unknown): boolean {
  try {
    return decodeURIComponent(String(value)) !== '';
  } catch {
    return false;
  }
}

/** Without `//` in its path, since a reference that begins with it names a host (RFC 3986 §4.2). */
export function isPublicUrl(value: unknown): boolean {
  if (!isUrl(/^https?:\/\/[^\s?#\\]+$/)(value)) return false;
  const { username, password, pathname } = new URL(String(value));
  return username === '' && password === '' && !pathname.includes('//');
}

/** An exact origin. `URL` also takes `https://*.example` for one, but no page has that origin. */
export function isOrigin(value: unknown): boolean {
  return isUrl(/^https?:\/\/[^*]+$/)(value) && new URL(String(value)).origin === value;
}

export function isRedisUrl(value: unknown): boolean {
  return isUrl(/^rediss?:\/\/\S+$/)(value);
}
