import { Controller, Get, Header, HttpCode, HttpStatus, Injectable } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Public } from '../auth/public.decorator.js';
import { canReadTables } from '#postgres';
import { NoRateLimit } from '#strict-http';
import { ApiProblems, ServiceUnavailable } from '#problem-details';

/** Set on SIGTERM. From then on readiness is 503, so that no new traffic is routed here. */
@Injectable()
export class ShutdownState {
  isShuttingDown = false;
}

class HealthDto {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status: 'ok';
}

@ApiTags('health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly shutdownState: ShutdownState,
  ) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @NoRateLimit()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Check that the process is running',
    description: 'Needs no database and has no rate limit. Restart the process when this fails.',
  })
  @ApiOkResponse({ description: 'The process is running.', type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @NoRateLimit()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Check that the service can serve requests',
    description:
      'A 503 while the database is unavailable or the service is shutting down: send no traffic then. Has no rate limit.',
  })
  @ApiOkResponse({ description: 'The tables can be read.', type: HealthDto })
  @ApiProblems({ 503: ServiceUnavailable })
  async ready(): Promise<HealthDto> {
    if (this.shutdownState.isShuttingDown) {
      throw new ServiceUnavailable('The service is shutting down.');
    }
    if (!(await canReadTables(this.dataSource))) {
      throw new ServiceUnavailable('The tables cannot be read.');
    }
    return { status: 'ok' };
  }
}
