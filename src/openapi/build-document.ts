import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from '../problems/problem.dto.js';
import { applyValidationSchemas } from './apply-validation-schemas.js';
import { addCommonParts } from './common-parts.js';
import { DESCRIPTION, TAGS } from './description.js';
import { addExamples } from './examples.js';
import { listOperations } from './list-operations.js';
import { shareComponents } from './share-components.js';

const BEARER =
  'A token from `POST /auth/login`. It is valid for an hour, or until the password of its user changes.';

/**
 * Describes the API. The decorators of a handler list its own responses; what all operations have
 * in common is added here.
 *
 * @param serverUrl relative, it is resolved against the URL of the document
 */
export function buildDocument(app: INestApplication, serverUrl = '/'): OpenAPIObject {
  applyValidationSchemas();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Response codes')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(serverUrl)
    .addBearerAuth({ type: 'http', bearerFormat: 'JWT', description: BEARER })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: toOperationId,
  });
  const { schemas = {} } = document.components ?? {};
  const operations = listOperations(document);
  for (const documented of operations) {
    addCommonParts(documented.operation, schemas);
    addExamples(documented, schemas);
  }
  shareComponents(document);
  sortByTag(document);
  const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
  document.tags = [...used].sort(byTag).map((name) => ({
    name,
    description: TAGS[name] ?? `Operations on ${name}.`,
  }));
  return document;
}

/** Nest finds the modules that `AppModule.forRoot()` adds before the others. */
function sortByTag(document: OpenAPIObject): void {
  const paths = Object.entries(document.paths);
  const toTag = (item: (typeof paths)[number][1]): string =>
    (item.get ?? item.post)?.tags?.[0] ?? '';
  document.paths = Object.fromEntries(paths.sort(([, a], [, b]) => byTag(toTag(a), toTag(b))));
}

/** The order of the descriptions; a tag without one comes first. */
function byTag(a: string, b: string): number {
  const names = Object.keys(TAGS);
  return names.indexOf(a) - names.indexOf(b);
}

/** `ItemsController`, `findAll` → `itemsFindAll`, the name that a generated client uses. */
function toOperationId(controller: string, method: string): string {
  const resource = controller.replace('Controller', '');
  return resource[0].toLowerCase() + resource.slice(1) + method[0].toUpperCase() + method.slice(1);
}
