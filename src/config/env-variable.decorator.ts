import { Expose } from 'class-transformer';

interface EnvVariable {
  readonly name: string;
  /** The field of `Config` that holds the value, and whose initialiser is the default. */
  readonly property: string;
  readonly description: string;
}

/** All settings, in order of declaration; `.env.example` is made of them. */
export const ENV_VARIABLES: EnvVariable[] = [];

/** Reads the field from an environment variable. */
export function EnvVariable(name: string, description: string): PropertyDecorator {
  return (target, key) => {
    ENV_VARIABLES.push({ name, property: String(key), description });
    Expose({ name })(target, key);
  };
}
