import { ApiProperty } from '@nestjs/swagger';

class CodeOperationDto {
  @ApiProperty({ type: 'string', example: 'PUT' })
  method: string;

  @ApiProperty({ type: 'string', example: '/items/{id}' })
  path: string;
}

export class CodeDto {
  @ApiProperty({ type: 'integer', example: 409 })
  code: number;

  @ApiProperty({ type: 'string', description: 'As registered.', example: 'Conflict' })
  name: string;

  @ApiProperty({ type: 'string', example: 'RFC 9110 §15.5.10' })
  reference: string;

  @ApiProperty({ type: 'string', description: 'When to send it.', example: 'The names conflict.' })
  use: string;

  @ApiProperty({ type: [CodeOperationDto], description: 'Those that send it.' })
  operations: CodeOperationDto[];

  static from({ code, name, reference, use, operations }: CodeDto): CodeDto {
    const senders = operations.map(({ method, path }) => ({ method, path }));
    return { code, name, reference, use, operations: senders };
  }
}

export class CodeListDto {
  @ApiProperty({ type: [CodeDto] })
  codes: CodeDto[];
}
