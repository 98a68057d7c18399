import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ProblemTypeDto } from './problem-type.dto.js';

@ApiSchema({ name: 'ProblemTypeList' })
export class ProblemTypeListDto {
  @ApiProperty({ type: [ProblemTypeDto], description: 'By status.' })
  problemTypes: ProblemTypeDto[];
}
