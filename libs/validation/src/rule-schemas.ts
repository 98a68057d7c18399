import type { targetConstructorToSchema } from 'class-validator-jsonschema';

type Options = NonNullable<Parameters<typeof targetConstructorToSchema>[1]>;

/** The JSON Schema of each rule of one's own, by the name of the rule. */
export type RuleSchemas = NonNullable<Options['additionalConverters']>;
