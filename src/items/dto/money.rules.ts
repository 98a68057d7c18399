import isISO4217 from 'validator/lib/isISO4217.js';
import { rule, type RuleOptions } from '../../http/rule.js';

const AMOUNT = '^(?:0|[1-9][0-9]{0,9})\\.[0-9]{2}$';

/** An amount of money as a string, so that no number ever rounds it: `19.99`. */
export function IsAmount(options: RuleOptions = {}): PropertyDecorator {
  const pattern = new RegExp(AMOUNT);
  return rule({ type: 'string', pattern: AMOUNT, ...options }, (value) =>
    typeof value === 'string' && pattern.test(value)
      ? undefined
      : 'must be a string from "0.00" to "9999999999.99" with two decimals',
  );
}

/** An ISO 4217 code in capitals: `EUR`. */
export function IsCurrency(options: RuleOptions = {}): PropertyDecorator {
  return rule({ type: 'string', pattern: '^[A-Z]{3}$', ...options }, (value) =>
    typeof value === 'string' && /^[A-Z]{3}$/.test(value) && isISO4217.default(value)
      ? undefined
      : 'must be an ISO 4217 currency code in capitals',
  );
}
