import { Controller, Get } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ApiProblems } from '../http/api-problems.js';
import { Problem } from '../http/problems.js';
import { IsOneOf } from '../http/rules.js';
import { ApiOkResponse, ApiOperation, ApiTags } from '../http/swagger.js';
import { Readiness } from './readiness.js';

class HealthDto {
  @IsOneOf(['ok'])
  status: 'ok';
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly readiness: Readiness,
  ) {}

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
    if (this.readiness.isStopping) {
      throw new Problem('service-unavailable', 'The service is stopping.');
    }
    await this.database.run({ text: 'SELECT' });
    return { status: 'ok' };
  }
}
