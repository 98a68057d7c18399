import { Injectable } from '@nestjs/common';

/** Set by `main.ts` on SIGTERM. From then on readiness is 503, so that no new traffic is routed here. */
@Injectable()
export class ShutdownState {
  isShuttingDown = false;
}
