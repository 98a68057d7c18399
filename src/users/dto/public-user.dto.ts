import { ApiProperty, PickType } from '@nestjs/swagger';
import { Expose, plainToInstance } from 'class-transformer';
import type { IsoTimestamp } from '../../database/iso-timestamp.js';
import { ApiTimestamp } from '../../http/api-timestamp.decorator.js';
import { CreateUserDto } from './create-user.dto.js';
import type { User } from '../../auth/user.entity.js';
import { USER_ID } from './user.params.js';

/** What everyone sees of a user: the exposed fields, and so never a new column by accident. */
export class PublicUserDto extends PickType(CreateUserDto, ['name']) {
  @Expose()
  @ApiProperty({ ...USER_ID, format: 'uuid' })
  id: string;

  @Expose()
  override name: string;

  @Expose()
  @ApiTimestamp()
  createdAt: IsoTimestamp;

  static from(user: User): PublicUserDto {
    return plainToInstance(PublicUserDto, user, { excludeExtraneousValues: true });
  }
}
