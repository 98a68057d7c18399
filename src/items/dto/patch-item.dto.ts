import { IsNested, IsText, IsTextList } from '../../http/rules.js';
import { DESCRIPTION, NAME, TAGS } from './item.fields.js';
import { IsAmount, IsCurrency } from './money.rules.js';

export class PatchPriceDto {
  @IsAmount({ optional: true, example: '17.99' })
  amount?: string;

  @IsCurrency({ optional: true, example: 'EUR' })
  currency?: string;
}

/**
 * A merge patch (RFC 7396): an absent field stays as it is, also within `price`, and null clears
 * the description. Without defaults: a default would be a change.
 */
export class PatchItemDto {
  @IsText({ ...NAME, optional: true })
  name?: string;

  @IsText({ ...DESCRIPTION, optional: true })
  description?: string | null;

  @IsNested(PatchPriceDto, { optional: true })
  price?: PatchPriceDto;

  @IsTextList({ ...TAGS, optional: true })
  tags?: string[];
}
