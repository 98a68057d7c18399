import { Module } from '@nestjs/common';
import { OpenApiDocument } from '#openapi';
import { AuthModule } from '../src/auth/auth.module.js';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';
import { DemoService } from './demo.service.js';

@Module({ imports: [AuthModule], providers: [DemoService] })
export class DemoModule {
  constructor({ paragraphs }: OpenApiDocument) {
    const [admin, ben, cleo] = DEMO_USERS.map(({ email }) => `\`${email}\``);
    paragraphs.push(
      `**The demo** has the users ${admin} (an admin), ${ben} and ${cleo}, each with the password \`${DEMO_PASSWORD}\`.\n`,
    );
  }
}
