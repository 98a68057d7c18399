import { Expose } from 'class-transformer';

export interface EnvVariable {
  readonly name: string;
  /** The field that holds the value. */
  readonly property: string;
  readonly description: string;
  /** As it is written in `.env`; empty when there is no default. */
  readonly default: string;
  /** Whether a file may have the value, which a variable with the suffix `_FILE` names. */
  readonly isSecret: boolean;
}

type Settings = Record<string, string | number | boolean | undefined>;

const ENV_VARIABLES = Symbol('environment variables of a class');

/** Reads the field from an environment variable. The field's initialiser is the default. */
export function EnvVariable(
  name: string,
  description: string,
  { isSecret = false } = {},
): PropertyDecorator {
  return (target, key) => {
    const known = (Reflect.getMetadata(ENV_VARIABLES, target) ?? []) as object[];
    const fileHint = isSecret ? ` Or ${name}_FILE names a file that has it.` : '';
    const variable = {
      name,
      property: String(key),
      description: description + fileHint,
      isSecret,
    };
    Reflect.defineMetadata(ENV_VARIABLES, [...known, variable], target);
    Expose({ name })(target, key);
  };
}

/** The environment variables of a class, in order of declaration; `.env.example` is made of them. */
export function listEnvVariables(type: new () => object): EnvVariable[] {
  const variables = Reflect.getMetadata(ENV_VARIABLES, type.prototype as object) as EnvVariable[];
  const defaults = new type() as Settings;
  return variables.map((variable) => ({
    ...variable,
    default: String(defaults[variable.property] ?? ''),
  }));
}
