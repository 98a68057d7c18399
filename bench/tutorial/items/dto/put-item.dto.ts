import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDecimal,
  IsISO4217CurrencyCode,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';

export class PriceDto {
  @ApiProperty()
  @IsDecimal({ force_decimal: true, decimal_digits: '2' })
  @MaxLength(13)
  amount: string;

  @ApiProperty()
  @IsISO4217CurrencyCode()
  currency: string;
}

export class PutItemDto {
  @ApiProperty()
  @IsString()
  @Length(1, 80)
  name: string;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description: string | null = null;

  @ApiProperty()
  @ValidateNested()
  @Type(() => PriceDto)
  price: PriceDto;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @Length(1, 30, { each: true })
  tags: string[] = [];
}
