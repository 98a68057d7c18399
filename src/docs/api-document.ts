import { type INestApplication, Injectable } from '@nestjs/common';
import { buildDocument } from '../openapi.js';

/** The OpenAPI document of the running application, made when somebody first asks for it. */
@Injectable()
export class ApiDocument {
  private app: INestApplication;
  private text: string | undefined;

  describe(app: INestApplication): void {
    this.app = app;
  }

  get json(): string {
    return (this.text ??= JSON.stringify(buildDocument(this.app)));
  }
}
