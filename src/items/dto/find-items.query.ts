import { PageQuery } from '../../http/page.query.js';
import { FromQuery } from '../../http/parameters.js';
import { IsText, IsUuid } from '../../http/rules.js';
import { OWNER_ID, TAG } from './item.fields.js';

@FromQuery()
export class FindItemsQuery extends PageQuery {
  @IsText({ ...TAG, optional: true, description: 'Only items with this tag.', example: 'light' })
  tag?: string;

  @IsUuid({ optional: true, description: 'Only items of this user.', example: OWNER_ID })
  ownerId?: string;
}
