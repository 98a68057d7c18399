import { Expose } from 'class-transformer';

interface EnvVariable {
  readonly name: string;
  /** The field that holds the value. */
  readonly property: string;
  /** As it is written in `.env`; empty when there is no default. */
  readonly default: string;
  readonly description: string;
}

/**
 * Every environment variable, in order of declaration. `.env.example` is generated from this list.
 * Import it from `config.ts`, whose class fills it.
 */
export const ENV_VARIABLES: EnvVariable[] = [];

/** Reads the field from an environment variable. The field's initialiser is the default. */
export function EnvVariable(name: string, description: string): PropertyDecorator {
  return (target, key) => {
    const property = String(key);
    const createDefaults = target.constructor as new () => Record<
      string,
      string | number | undefined
    >;
    ENV_VARIABLES.push({
      name,
      property,
      description,
      get default(): string {
        return String(new createDefaults()[property] ?? '');
      },
    });
    Expose({ name })(target, key);
  };
}
