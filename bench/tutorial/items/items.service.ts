import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { PutItemDto } from './dto/put-item.dto.js';
import { Item } from './item.entity.js';

@Injectable()
export class ItemsService {
  constructor(@InjectRepository(Item) private readonly items: Repository<Item>) {}

  findAll(limit: number): Promise<Item[]> {
    return this.items.find({ order: { id: 'ASC' }, take: limit });
  }

  async findOne(id: string): Promise<Item> {
    const item = await this.items.findOneBy({ id });
    if (!item) throw new NotFoundException(`No item has the id "${id}".`);
    return item;
  }

  /** Looks the item up, then saves it. Concurrent requests that create one item may fail. */
  async upsert(id: string, body: PutItemDto): Promise<{ item: Item; created: boolean }> {
    const existing = await this.items.findOneBy({ id });
    const item = existing ?? this.items.create({ id, ownerId: process.env.OWNER_ID });
    // Without a new etag, save() writes nothing when the body equals the row. The others write.
    Object.assign(item, body, { etag: randomUUID() });
    return { item: await this.items.save(item), created: !existing };
  }
}
