import { Expose } from 'class-transformer';

interface EnvVariable {
  readonly name: string;
  /** The field of `Config` that holds the value, and whose initialiser is the default. */
  readonly property: string;
  readonly description: string;
  /** Whether a file may have the value, which a variable with the suffix `_FILE` names. */
  readonly isSecret: boolean;
}

/** All settings, in order of declaration; `.env.example` is made of them. */
export const ENV_VARIABLES: EnvVariable[] = [];

/** Reads the field from an environment variable. */
export function EnvVariable(
  name: string,
  description: string,
  { isSecret = false } = {},
): PropertyDecorator {
  const fileHint = isSecret ? ` Or ${name}_FILE names a file that has it.` : '';
  return (target, key) => {
    const property = String(key);
    ENV_VARIABLES.push({ name, property, description: description + fileHint, isSecret });
    Expose({ name })(target, key);
  };
}
