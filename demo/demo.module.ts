import { Module, Optional } from '@nestjs/common';
import { OpenApiDocument } from '#openapi';
import { AuthModule } from '../src/auth/auth.module.js';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';
import { DemoService } from './demo.service.js';

@Module({ imports: [AuthModule], providers: [DemoService] })
export class DemoModule {
  /** @param document absent with DOCS=false */
  constructor(@Optional() document?: OpenApiDocument) {
    const [admin, ben, cleo] = DEMO_USERS.map(({ email }) => `\`${email}\``);
    document?.paragraphs.push(
      `**The demo** has the users ${admin} (an admin), ${ben} and ${cleo}, each with the password \`${DEMO_PASSWORD}\`.\n`,
    );
  }
}
