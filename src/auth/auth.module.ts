import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config/config.js';
import { AccessTokenService, PROJECT_NAME } from './access-token.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { DemoPasswordCheck } from './demo-password.check.js';
import { PasswordService } from './password.service.js';
import { User } from '../users/user.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([User]),
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: ({ tokenSecret }: Config) => ({
        secret: tokenSecret,
        signOptions: { algorithm: 'HS256', issuer: PROJECT_NAME, audience: PROJECT_NAME },
        // A token must not choose its algorithm: RFC 8725 §3.1.
        verifyOptions: { algorithms: ['HS256'], issuer: PROJECT_NAME, audience: PROJECT_NAME },
      }),
    }),
  ],
  controllers: [AuthController],
  providers: [AuthService, AccessTokenService, PasswordService, DemoPasswordCheck],
  exports: [AccessTokenService, PasswordService],
})
export class AuthModule {}
