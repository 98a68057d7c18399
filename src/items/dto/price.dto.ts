import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Matches } from 'class-validator';
import { CURRENCIES } from '../currencies.js';

export class PriceDto {
  @ApiProperty({ description: 'Two decimals, whatever the currency.', example: '19.99' })
  @Matches(/^(?:0|[1-9][0-9]{0,9})\.[0-9]{2}$/, {
    message: '$property must be a string from "0.00" to "9999999999.99" with two decimals',
  })
  @IsString()
  amount: string;

  /** The name makes the list one component of the document, which every price refers to. */
  @ApiProperty({
    description: 'ISO 4217: the money of a country today; no funds, metals or withdrawn codes.',
    enumName: 'Currency',
    example: 'EUR',
  })
  @IsIn(CURRENCIES, { message: '$property must be the ISO 4217 code of a currency of today' })
  @IsString()
  currency: string;
}
