import { FromQuery } from './parameters.js';
import { IsWholeNumber } from './rules.js';

/** How much of a list to send. */
@FromQuery()
export class PageQuery {
  @IsWholeNumber({ minimum: 1, maximum: 100, optional: true, default: 20, example: 20 })
  limit = 20;
}
