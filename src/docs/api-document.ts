import { type INestApplication, Injectable } from '@nestjs/common';

/** The OpenAPI document of the running application, made when somebody first asks for it. */
@Injectable()
export class ApiDocument {
  private app: INestApplication;
  private text: Promise<string> | undefined;

  describe(app: INestApplication): void {
    this.app = app;
  }

  json(): Promise<string> {
    return (this.text ??= this.build());
  }

  /** Imports here what nothing else needs. */
  private async build(): Promise<string> {
    const { buildDocument } = await import('../openapi.js');
    return JSON.stringify(buildDocument(this.app));
  }
}
