import { FromPath } from '../../http/parameters.js';
import { IsSlug } from '../../http/rules.js';
import { ID } from './item.fields.js';

@FromPath()
export class ItemParams {
  @IsSlug(ID)
  id: string;
}
