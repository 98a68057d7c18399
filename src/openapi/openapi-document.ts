import { type INestApplication, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';

/** The OpenAPI document of the running application, built on the first request for it. */
@Injectable()
export class OpenApiDocument {
  private app: INestApplication;
  private text: Promise<string> | undefined;

  constructor(private readonly config: Config) {}

  describe(app: INestApplication): void {
    this.app = app;
  }

  json(): Promise<string> {
    return (this.text ??= this.build());
  }

  private async build(): Promise<string> {
    // No start and no other request needs this code.
    const { buildDocument } = await import('./build-document.js');
    return JSON.stringify(buildDocument(this.app, this.config.publicUrl));
  }
}
