import { Module } from '@nestjs/common';
import { AuthModule } from '../src/auth/auth.module.js';
import { DemoService } from './demo.service.js';

@Module({ imports: [AuthModule], providers: [DemoService] })
export class DemoModule {}
