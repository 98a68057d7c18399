import { createHash } from 'node:crypto';
import { type INestApplication, Injectable, Optional } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type ProblemDefinition, ProblemPages } from '#problem-details';
import type { DocumentOptions } from './build-document.js';
import { getContent, listOperations } from './document-parts.js';

interface Content {
  text: string;
  /** A strong entity tag of the text, and so the same in every instance (RFC 9110 §8.8.3). */
  etag: string;
}

/** The OpenAPI document of the running application, built on the first request for it. */
@Injectable()
export class OpenApiDocument {
  /** Set by the application, since no provider can have the application itself. */
  build?: () => Promise<OpenAPIObject>;
  /** Paragraphs that modules add to the end of its description. */
  readonly paragraphs: string[] = [];
  private content: Promise<Content> | undefined;

  constructor(@Optional() pages?: ProblemPages) {
    if (pages) pages.findOperations = (type) => this.findOperations(type);
  }

  getContent(): Promise<Content> {
    return (this.content ??= this.createContent());
  }

  private async findOperations({ type, status }: ProblemDefinition): Promise<string[]> {
    if (!this.build) return [];
    const document = JSON.parse((await this.getContent()).text) as OpenAPIObject;
    const shared = document.components?.responses ?? {};
    return listOperations(document)
      .filter(({ operation: { responses } }) => {
        const response = responses[status];
        const name = response && '$ref' in response ? response.$ref.split('/').at(-1) : undefined;
        const content = getContent(name ? shared[name] : response);
        return type in (content['application/problem+json']?.examples ?? {});
      })
      .map(({ method, template }) => `${method.toUpperCase()} ${template}`);
  }

  private async createContent(): Promise<Content> {
    if (!this.build) throw new Error('The application does not set OpenApiDocument.build.');
    const document = await this.build();
    const { description = '' } = document.info;
    document.info.description = [description, ...this.paragraphs].join('\n');
    const text = JSON.stringify(document);
    const hash = createHash('sha256').update(text).digest('base64url');
    return { text, etag: `"${hash}"` };
  }
}

/** Builds the document, by code that no start and no other request needs. */
export async function createDocument(
  app: INestApplication,
  options: DocumentOptions,
): Promise<OpenAPIObject> {
  const { buildDocument } = await import('./build-document.js');
  return buildDocument(app, options);
}
