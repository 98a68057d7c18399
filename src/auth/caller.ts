import { createParamDecorator } from '@nestjs/common';

/** Who sends a request. */
export interface CallerIdentity {
  /** The id of a user. */
  id: string;
}

/** The first user of the demo data. */
export const FIRST_DEMO_USER_ID = '019af000-0000-7000-8000-000000000001';

/**
 * The caller of a handler. The one place that knows: as long as this project has no credentials,
 * everybody is the first demo user.
 */
export const Caller = createParamDecorator((): CallerIdentity => ({ id: FIRST_DEMO_USER_ID }));
