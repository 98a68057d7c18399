import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsUUID } from 'class-validator';
import { PageQuery } from '#pagination';
import { IsOptionalNotNull, toLowerCase } from '#validation';

/** Imports of the data of the tests: one waits, one is done. */
export const WAITING_ID = '019b0000-0000-7000-8000-000000000001';
export const DONE_ID = '019b0000-0000-7000-8000-000000000002';

export class ImportParams {
  @ApiProperty({ description: 'Chosen by the server.', example: WAITING_ID })
  @Transform(toLowerCase)
  @IsUUID('loose')
  id: string;
}

/** Selects a page of a report. */
export class ReportQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only the lines that failed.', example: 'failed' })
  @IsOptionalNotNull()
  @IsIn(['failed'])
  status?: 'failed';

  /** The number of a line. */
  protected override isId(text: string): boolean {
    return /^[1-9]\d{0,8}$/.test(text);
  }
}
