import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DocumentOptions } from './build-document.js';

/** Builds the document, by code that no start and no other request needs. */
export async function createDocument(
  app: INestApplication,
  options: DocumentOptions,
): Promise<OpenAPIObject> {
  const { buildDocument } = await import('./build-document.js');
  return buildDocument(app, options);
}
