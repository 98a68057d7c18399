import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Documents a time in UTC with milliseconds: `2026-01-31T12:00:00.000Z` (RFC 3339). */
export function ApiTimestamp(options?: ApiPropertyOptions): PropertyDecorator {
  const timestamp = { type: 'string', format: 'date-time', example: '2026-01-31T12:00:00.000Z' };
  return ApiProperty({ ...timestamp, ...options } as ApiPropertyOptions);
}
