import { Expose } from 'class-transformer';

export interface EnvVariable {
  readonly name: string;
  /** The field of `Config` that holds the value, and whose initialiser is the default. */
  readonly property: string;
  readonly description: string;
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
  return (target, key) => {
    const fileHint = isSecret ? ` Or ${name}_FILE names a file that has it.` : '';
    ENV_VARIABLES.push({
      name,
      property: String(key),
      description: description + fileHint,
      isSecret,
    });
    Expose({ name })(target, key);
  };
}
