import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ApiProblems } from '../http/api-problems.js';
import { IsOneOf } from '../http/rules.js';

class HealthDto {
  @IsOneOf(['ok'])
  status: 'ok';
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @ApiOperation({ summary: 'Does the process run?' })
  @Get('live')
  @ApiOkResponse({ description: 'It does.', type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @ApiOperation({ summary: 'Can the service work?' })
  @Get('ready')
  @ApiOkResponse({ description: 'It can: the database answers.', type: HealthDto })
  @ApiProblems('service-unavailable')
  async ready(): Promise<HealthDto> {
    await this.dataSource.query('SELECT 1');
    return { status: 'ok' };
  }
}
