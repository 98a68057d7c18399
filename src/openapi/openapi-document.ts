import { type INestApplication, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { StaticContent } from './static-content.js';

/** The OpenAPI document of the running application, built on the first request for it. */
@Injectable()
export class OpenApiDocument {
  private app: INestApplication;
  private content: Promise<StaticContent> | undefined;

  constructor(private readonly config: Config) {}

  describe(app: INestApplication): void {
    this.app = app;
  }

  toContent(): Promise<StaticContent> {
    return (this.content ??= this.build());
  }

  private async build(): Promise<StaticContent> {
    // No start and no other request needs this code.
    const { buildDocument } = await import('./build-document.js');
    return StaticContent.create(JSON.stringify(buildDocument(this.app, this.config.publicUrl)));
  }
}
