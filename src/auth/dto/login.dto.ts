import { IsEmailAddress, IsText } from '../../http/rules.js';

export class LoginDto {
  @IsEmailAddress({ description: 'In any case.', example: 'ada@example.com' })
  email: string;

  /** Shorter than any that can be set, so that a wrong one is a 401 and tells nothing. */
  @IsText({ min: 1, max: 128, example: 'correct horse battery staple' })
  password: string;
}
