import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { CreateAdminDto } from './dto/create-admin.dto.js';
import { PasswordService } from './password.service.js';
import { User } from '../users/user.entity.js';

@Injectable()
export class AdminService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: PasswordService,
  ) {}

  /**
   * Creates an admin, or makes one of the user with this email; `created` says which.
   *
   * That user gets the name and the password too, and earlier tokens end: anyone may have signed up with this
   * email, which nobody verifies, and must not become an admin by it.
   */
  async createOrPromote({ name, email, password }: CreateAdminDto): Promise<{ created: boolean }> {
    const passwordHash = await this.passwords.hash(password);
    const [row] = await this.users.query<[{ created: boolean }]>(
      `INSERT INTO users (id, name, email, email_key, role, password_hash)
       VALUES ($1, $2, $3, $4, 'admin', $5)
       ON CONFLICT (email_key) DO UPDATE SET
         name = excluded.name,
         role = excluded.role,
         password_hash = excluded.password_hash,
         password_version = gen_random_uuid(),
         etag = gen_random_uuid(),
         updated_at = now()
       RETURNING id = $1 AS created`,
      [uuidv7(), name, email, email.toLowerCase(), passwordHash],
    );
    return row;
  }
}
