import type { Type } from '@nestjs/common';
import { fieldRules } from './rule.js';

/** A fault of an input: the way to it, from the outermost name inwards, and what is wrong. */
export interface Fault {
  path: readonly string[];
  detail: string;
}

/**
 * Builds a DTO from what a client sent and checks it by the rules on its class. A member that
 * the class does not declare is a fault: what is not understood is not ignored.
 *
 * class-validator would take some fifty times as long for a small object, and a tenth of the time
 * of a start; and it drops a few unknown names (`constructor`, `toString`) without a word.
 */
export function validate<T extends object>(
  type: Type<T>,
  given: object,
): { value: T; faults: Fault[] } {
  const faults: Fault[] = [];
  return { value: build(type, given, [], faults) as T, faults };
}

type Members = Record<string, unknown>;

function build(type: Type<object>, given: object, path: string[], faults: Fault[]): object {
  const value = new type() as Members;
  const rules = fieldRules(type.prototype as object);
  for (const name of Object.keys(given)) {
    if (!rules.has(name)) faults.push({ path: [...path, name], detail: 'is not known here' });
  }
  for (const [name, rule] of rules) {
    const member = Object.hasOwn(given, name) ? (given as Members)[name] : undefined;
    const read = rule.read ? rule.read(member) : member;
    const detail = rule.check(read);
    if (detail !== undefined) faults.push({ path: [...path, name], detail });
    else if (rule.nested && read) value[name] = build(rule.nested, read, [...path, name], faults);
    else if (read !== undefined) value[name] = read;
  }
  return value;
}
