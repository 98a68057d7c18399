import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_TYPES, type ProblemClass, ProblemDto } from '#problem-details';
import { applyValidationSchemas } from './apply-validation-schemas.js';
import { addCommonParts } from './common-parts.js';
import { addExamples } from './examples.js';
import { listOperations, type SchemaObject } from './document-parts.js';
import { shareComponents } from './share-components.js';

export interface DocumentOptions {
  /** What `DocumentBuilder` builds. Its tags are described there, in the order in which they appear. */
  config: Omit<OpenAPIObject, 'paths'>;
  /** The problems of an operation that requires a token, and of one that takes it; absent when none does. */
  unauthorized?: { missing: ProblemClass; invalid: ProblemClass };
}

/**
 * Describes the API. The decorators of a handler list its own responses; what all operations have
 * in common is added here.
 */
export function buildDocument(
  app: INestApplication,
  { config, unauthorized }: DocumentOptions,
): OpenAPIObject {
  applyValidationSchemas();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: toOperationId,
  });
  const { schemas = {} } = document.components ?? {};
  const { properties } = schemas.Problem as { properties: Record<string, SchemaObject> };
  // Examples, and no enum: a client must expect further types (RFC 9457 §3.1.1).
  const slugs = [...PROBLEM_TYPES.keys()].sort();
  properties.type.examples = slugs.map((slug) => `/problems/${slug}`);
  const operations = listOperations(document);
  for (const documented of operations) {
    addCommonParts(documented.operation, schemas, unauthorized);
    addExamples(documented, schemas);
  }
  shareComponents(document);
  sortByTag(document, config.tags?.map(({ name }) => name) ?? []);
  const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
  const described = config.tags?.filter(({ name }) => used.has(name)) ?? [];
  for (const { name } of described) used.delete(name);
  const others = [...used].map((name) => ({ name, description: `Operations on ${name}.` }));
  document.tags = [...others, ...described];
  // `DocumentBuilder` adds an empty one.
  if (document.info.contact && !Object.keys(document.info.contact).length) {
    delete document.info.contact;
  }
  return document;
}

/** Nest finds the modules that `AppModule.forRoot()` adds before the others. A tag without a description comes first. */
function sortByTag(document: OpenAPIObject, names: readonly string[]): void {
  const paths = Object.entries(document.paths);
  const rank = (item: (typeof paths)[number][1]): number =>
    names.indexOf((item.get ?? item.post)?.tags?.[0] ?? '');
  document.paths = Object.fromEntries(paths.sort(([, a], [, b]) => rank(a) - rank(b)));
}

/** `ItemsController`, `findAll` → `itemsFindAll`, the name that a generated client uses. */
function toOperationId(controller: string, method: string): string {
  const resource = controller.replace('Controller', '');
  return resource[0].toLowerCase() + resource.slice(1) + method[0].toUpperCase() + method.slice(1);
}
