import { IsOneOf } from '../../http/rules.js';
import { ApiProperty } from '../../http/swagger.js';
import { TOKEN_LIFETIME } from '../tokens.js';

/** RFC 6749 §5.1, in the names of JavaScript. */
export class AccessTokenDto {
  @ApiProperty({
    description: 'For `Authorization: Bearer`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.sig',
  })
  accessToken: string;

  @IsOneOf(['Bearer'])
  tokenType: 'Bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds.', example: TOKEN_LIFETIME })
  expiresIn: number;
}
