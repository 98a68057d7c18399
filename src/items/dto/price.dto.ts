import { ApiProperty } from '@nestjs/swagger';
import { IsISO4217CurrencyCode, Matches } from 'class-validator';

export class PriceDto {
  @ApiProperty({ description: 'Two decimals, whatever the currency.', example: '19.99' })
  @Matches(/^(?:0|[1-9][0-9]{0,9})\.[0-9]{2}$/, {
    message: '$property must be a string from "0.00" to "9999999999.99" with two decimals',
  })
  amount: string;

  @ApiProperty({ description: 'ISO 4217, in capitals.', example: 'EUR' })
  @Matches(/^[A-Z]{3}$/)
  @IsISO4217CurrencyCode()
  currency: string;
}
