import { FromPath } from '../../http/parameters.js';
import { IsUuid } from '../../http/rules.js';
import { ID } from './user.fields.js';

@FromPath()
export class UserParams {
  @IsUuid(ID)
  id: string;
}
