import { Injectable } from '@nestjs/common';

/** Whether the process wants to go on, for whoever sends it requests. */
@Injectable()
export class Readiness {
  isStopping = false;
}
