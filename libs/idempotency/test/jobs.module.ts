import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import {
  Body,
  ConflictException,
  Controller,
  type DynamicModule,
  ForbiddenException,
  Headers,
  HttpStatus,
  Module,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiAcceptedResponse, ApiConsumes, ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import pg from 'pg';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Client } from '#contract-testing';
import { Idempotent, IdempotencyModule, IdempotencyService } from '#idempotency';
import { openDataSource, toDataSourceOptions } from '#postgres';
import { ServiceUnavailable, TooManyRequests } from '#problem-details';
import { createFixture } from '../../contract-testing/test/fixture/create-fixture.js';

/* An application whose work a test holds, and lets fail. */

@Entity('jobs')
class Job {
  @PrimaryGeneratedColumn()
  id: number;

  @Column('text')
  text: string;
}

const ERRORS: Record<string, () => Error> = {
  409: () => new ConflictException('The job exists.'),
  403: () => new ForbiddenException(),
  429: () => new TooManyRequests(),
  500: () => new TypeError('The program has a fault.'),
  503: () => new ServiceUnavailable(),
};

class CreateJobDto {
  @ApiProperty()
  @IsOptional()
  @IsIn(Object.keys(ERRORS))
  prepareFails?: string;

  @ApiProperty()
  @IsOptional()
  @IsIn(Object.keys(ERRORS))
  commitFails?: string;
}

/** What one work waits for. */
export class Gate {
  private enter: () => void = () => undefined;
  private open: () => void = () => undefined;
  /** Resolves when the work has arrived. */
  readonly entered = new Promise<void>((resolve) => (this.enter = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  pass(): Promise<void> {
    this.enter();
    return this.opened;
  }

  release(): void {
    this.open();
  }
}

/** The gates that the next works find before and after their body, or their row. */
export const gates: { prepare?: Gate; commit?: Gate } = {};

function pass(place: keyof typeof gates): Promise<void> | undefined {
  const gate = gates[place];
  gates[place] = undefined;
  return gate?.pass();
}

interface JobDto {
  id: number;
  by: string;
}

@Controller('jobs')
class JobsController {
  constructor(private readonly idempotency: IdempotencyService) {}

  @Post()
  @ApiCreatedResponse()
  @Idempotent()
  create(
    @Body() { prepareFails = '', commitFails = '' }: CreateJobDto,
    @Query('priority') _priority: string,
    @Headers('x-caller') by = 'nobody',
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    return this.idempotency.run(request, reply, {
      prepare: async () => {
        await pass('prepare');
        if (prepareFails in ERRORS) throw ERRORS[prepareFails]();
        return 'A job.';
      },
      commit: async (text, manager) => {
        const { id } = await manager.save(Job, { text });
        await pass('commit');
        if (commitFails in ERRORS) throw ERRORS[commitFails]();
        const headers = { Location: `/jobs/${id}`, ETag: `"${id}"` };
        return { body: { id, by }, headers };
      },
    });
  }

  @Post(':name/cancel')
  @ApiCreatedResponse()
  @Idempotent()
  cancel(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ cancelled: string }> {
    return this.idempotency.run(request, reply, {
      prepare: () => Promise.resolve(),
      commit: () => Promise.resolve({ body: { cancelled: name } }),
    });
  }

  /** Reads its body itself, and responds with a status of its own. */
  @Post('import')
  @ApiConsumes('text/plain')
  @ApiAcceptedResponse()
  @Idempotent()
  import(
    @Body() stream: AsyncIterable<Buffer>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ id: number; bytes: number }> {
    return this.idempotency.run(request, reply, {
      body: stream,
      leaseSeconds: 120,
      prepare: async (body) => {
        let bytes = 0;
        for await (const chunk of body) {
          bytes += chunk.length;
          if (chunk.includes('!')) throw new ForbiddenException();
          await pass('prepare');
        }
        return bytes;
      },
      commit: async (bytes, manager) => {
        const { id } = await manager.save(Job, { text: `${bytes} bytes` });
        const headers = { Location: `/jobs/${id}`, 'Retry-After': '1' };
        return { status: HttpStatus.ACCEPTED, body: { id, bytes }, headers };
      },
    });
  }
}

@Module({ imports: [TypeOrmModule.forFeature([Job])], controllers: [JobsController] })
class JobsModule {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: JobsModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...toDataSourceOptions({ databaseUrl }),
            autoLoadEntities: true,
            synchronize: true,
          }),
          dataSourceFactory: openDataSource,
        }),
        IdempotencyModule.forRoot({
          secret: 'a secret of the test',
          findCaller: ({ headers }) => headers['x-caller']?.toString(),
        }),
      ],
    };
  }
}

export interface Jobs {
  client: Client;
  app: NestFastifyApplication;
  sql: <Row>(text: string) => Promise<Row[]>;
}

/** Starts the application on a database of its own for the tests of one file. */
export function useJobs(): Jobs {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const server = new URL(String(process.env.TEST_SERVER_URL));
  const client = new Client();
  const jobs = { client } as Jobs;
  let session: pg.Client;
  beforeAll(async () => {
    await execute(`CREATE DATABASE ${name}`, server.href);
    const url = Object.assign(new URL(server), { pathname: name }).href;
    session = new pg.Client(url);
    await session.connect();
    jobs.sql = async <Row>(text: string) => (await session.query(text)).rows as Row[];
    jobs.app = await createFixture({
      imports: [JobsModule.forRoot(url)],
      prepare: (app) => {
        const fastify = app.getHttpAdapter().getInstance();
        fastify.addContentTypeParser('text/plain', (_request, stream, done) => done(null, stream));
      },
    });
    await jobs.app.listen(0, '127.0.0.1');
    client.connect(await jobs.app.getUrl());
  });
  afterAll(async () => {
    client.close();
    await session.end();
    await jobs.app.close();
    await execute(`DROP DATABASE ${name} WITH (FORCE)`, server.href);
  });
  return jobs;
}

async function execute(sql: string, url: string): Promise<void> {
  const session = new pg.Client(url);
  await session.connect();
  await session.query(sql).finally(() => session.end());
}
