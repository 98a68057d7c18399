import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  ConflictException,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  ForbiddenException,
  Get,
  GoneException,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestMiddleware,
  Req,
  UseFilters,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { WsAdapter } from '@nestjs/platform-ws';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { ApiExcludeController } from '@nestjs/swagger';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClsModule, ClsService } from 'nestjs-cls';
import { map, type Observable } from 'rxjs';
import { createFixture } from '../../../contract-testing/test/fixture/create-fixture.js';

/*
 * The fixture with all that Nest offers to extend an application. A program, since jest loads no CommonJS package
 * that requires Nest, such as nestjs-cls.
 */

type RawRequest = FastifyRequest['raw'] & { visited?: string[] };
type RawReply = FastifyReply['raw'];

function visit(request: RawRequest, name: string): void {
  (request.visited ??= []).push(name);
}

@Injectable()
class ClassMiddleware implements NestMiddleware<RawRequest, RawReply> {
  use(request: RawRequest, _response: RawReply, next: () => void): void {
    visit(request, 'class');
    next();
  }
}

function functionalMiddleware(request: RawRequest, response: RawReply, next: () => void): void {
  visit(request, 'function');
  if (request.headers['x-end'] === undefined) return next();
  response.statusCode = 202;
  response.end('ended');
}

function throwingMiddleware(): void {
  throw new ConflictException('A middleware says so.');
}

@Injectable()
class SecondGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers = {} } = context.switchToHttp().getRequest<Partial<FastifyRequest>>();
    if (headers['x-forbidden'] !== undefined) throw new ForbiddenException('A guard says so.');
    return true;
  }
}

@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { url } = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(map((data) => (url === '/extended/wrapped' ? { data } : data)));
  }
}

@Catch(GoneException)
class GoneFilter implements ExceptionFilter<GoneException> {
  catch(exception: GoneException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(exception.getStatus()).send({ own: true });
  }
}

/** What events and the schedule have done. */
@Injectable()
class Listener {
  readonly events: unknown[] = [];
  /** Resolves at the first tick. */
  readonly ticked: Promise<void>;
  private resolve: () => void;

  constructor() {
    this.ticked = new Promise((resolve) => (this.resolve = resolve));
  }

  @OnEvent('visited')
  onVisited(id: unknown): void {
    this.events.push(id);
  }

  @Interval(1)
  tick(): void {
    this.resolve();
  }
}

@ApiExcludeController()
@Controller('extended')
@UseFilters(GoneFilter)
class ExtendedController {
  constructor(
    private readonly cls: ClsService,
    private readonly emitter: EventEmitter2,
    private readonly listener: Listener,
  ) {}

  @Get('visited')
  findVisited(@Req() { raw }: { raw: RawRequest }): object {
    const { visited } = raw;
    return { visited, id: this.cls.getId(), user: this.cls.get<string>('user') };
  }

  @Get('wrapped')
  findWrapped(): string[] {
    return ['inside'];
  }

  @Get('events')
  emit(): unknown[] {
    this.emitter.emit('visited', this.cls.getId());
    return this.listener.events;
  }

  @Get('ticks')
  async findTicks(): Promise<object> {
    await this.listener.ticked;
    return {};
  }

  @Get('gone')
  findGone(): never {
    throw new GoneException();
  }

  @Get('conflict')
  findConflict(): object {
    return {};
  }
}

@ApiExcludeController()
@Controller('unfiltered')
class UnfilteredController {
  @Get('gone')
  findGone(): never {
    throw new GoneException();
  }
}

@WebSocketGateway({ path: '/socket' })
class EchoGateway {
  @SubscribeMessage('echo')
  echo(@MessageBody() data: string): object {
    return { event: 'echoed', data };
  }
}

@Module({
  imports: [
    ClsModule.forRoot({
      middleware: {
        mount: true,
        generateId: true,
        idGenerator: ({ headers }: RawRequest) => String(headers['x-request-id']),
        setup: (cls, { headers }: RawRequest) => cls.set('user', headers['x-user']),
      },
    }),
    EventEmitterModule.forRoot(),
    ScheduleModule.forRoot(),
  ],
  controllers: [ExtendedController, UnfilteredController],
  providers: [
    Listener,
    EchoGateway,
    { provide: APP_GUARD, useClass: SecondGuard },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
  ],
})
class ExtendedModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ClassMiddleware, functionalMiddleware).forRoutes('notes', 'extended/*path');
    consumer.apply(throwingMiddleware).forRoutes('extended/conflict');
  }
}

const app = await createFixture({
  imports: [ExtendedModule],
  prepare: (created) => {
    created.useWebSocketAdapter(new WsAdapter(created));
    created.use((request: RawRequest, _response: RawReply, next: () => void) => {
      visit(request, 'app');
      next();
    });
  },
});
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
