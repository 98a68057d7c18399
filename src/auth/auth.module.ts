import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { TokenGuard } from './token.guard.js';
import { Tokens } from './tokens.js';

@Module({
  controllers: [AuthController],
  providers: [AuthService, { provide: APP_GUARD, useClass: TokenGuard }],
})
export class AuthModule {
  /** @param secret what tokens are signed with */
  static forRoot(secret: string): DynamicModule {
    return {
      module: AuthModule,
      providers: [{ provide: Tokens, useValue: new Tokens(secret) }],
    };
  }
}
