import { ApiProperty } from '@nestjs/swagger';
import { TOKEN_LIFETIME } from '../access-token.service.js';

/** RFC 6749 §5.1, with JavaScript's names. */
export class AccessTokenDto {
  @ApiProperty({
    description: 'For `Authorization: Bearer`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.sig',
  })
  accessToken: string;

  @ApiProperty({ type: 'string', enum: ['Bearer'] })
  tokenType: 'Bearer';

  @ApiProperty({
    type: 'integer',
    description: 'Seconds until the token expires.',
    example: TOKEN_LIFETIME,
  })
  expiresIn: number;
}
