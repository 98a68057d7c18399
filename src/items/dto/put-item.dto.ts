import { IsNested, IsSlug, IsText, IsTextList } from '../../http/rules.js';
import { DESCRIPTION, ID, NAME, TAGS } from './item.fields.js';
import { PriceDto } from './price.dto.js';

/** A whole item: what is left out goes to its default, also where the item had another value. */
export class PutItemDto {
  @IsSlug({ ...ID, optional: true, description: 'If given, the id in the path.' })
  id?: string;

  @IsText(NAME)
  name: string;

  @IsText({ ...DESCRIPTION, optional: true, default: null })
  description: string | null = null;

  @IsNested(PriceDto)
  price: PriceDto;

  @IsTextList({ ...TAGS, optional: true, default: [] })
  tags: string[] = [];
}
