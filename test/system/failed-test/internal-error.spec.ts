import { expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from '../../../src/auth/public.decorator.js';
import { useApp } from '../../support/app.js';

/* A test that fails, because its handler does: failed-test.spec.ts runs it. */

@ApiExcludeController()
@Public()
@Controller('reports')
class ReportsController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  async findAll(): Promise<unknown> {
    return await this.dataSource.query('SELECT * FROM reports');
  }
}

@Module({ controllers: [ReportsController] })
class ReportsModule {}

const api = useApp({}, [ReportsModule]);

it('200 with the reports', async () => {
  expect((await api.exchange('GET', '/reports')).status).toBe(200);
});
