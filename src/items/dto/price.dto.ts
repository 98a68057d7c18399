import { IsAmount, IsCurrency } from './money.rules.js';

export class PriceDto {
  @IsAmount({ description: 'With two decimals, whatever the currency.', example: '19.99' })
  amount: string;

  @IsCurrency({ description: 'ISO 4217.', example: 'EUR' })
  currency: string;
}
