import { createHash } from 'node:crypto';
import { type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DocumentOptions } from './build-document.js';

interface Content {
  text: string;
  /** A strong entity tag of the text, and so the same in every instance (RFC 9110 §8.8.3). */
  etag: string;
}

/** The OpenAPI document of the running application, built on the first request for it. */
@Injectable()
export class OpenApiDocument {
  /** Set by the application, since no provider can have the application itself. */
  build: () => Promise<OpenAPIObject>;
  /** Paragraphs that modules add to the end of its description. */
  readonly paragraphs: string[] = [];
  private content: Promise<Content> | undefined;

  getContent(): Promise<Content> {
    return (this.content ??= this.createContent());
  }

  private async createContent(): Promise<Content> {
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
