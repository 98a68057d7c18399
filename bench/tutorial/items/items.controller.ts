import { Body, Controller, Get, HttpStatus, Param, Put, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { FindItemsQuery } from './dto/find-items.query.js';
import { ItemListDto } from './dto/item-list.dto.js';
import { PutItemDto } from './dto/put-item.dto.js';
import { Item } from './item.entity.js';
import { ItemsService } from './items.service.js';

/** The part that Express's response and Fastify's reply have in common. */
interface HttpResponse {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

@Controller('items')
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @Get()
  @ApiOkResponse({ type: ItemListDto })
  async findAll(@Query() { limit }: FindItemsQuery): Promise<ItemListDto> {
    return { items: await this.items.findAll(limit) };
  }

  @Get(':id')
  @ApiOkResponse({ type: Item })
  @ApiNotFoundResponse()
  findOne(@Param('id') id: string): Promise<Item> {
    return this.items.findOne(id);
  }

  @Put(':id')
  @ApiOkResponse({ type: Item })
  @ApiCreatedResponse({ type: Item })
  @ApiUnprocessableEntityResponse()
  async upsert(
    @Param('id') id: string,
    @Body() body: PutItemDto,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<Item> {
    const { item, created } = await this.items.upsert(id, body);
    if (created) response.header('Location', `/items/${id}`);
    response.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return item;
  }
}
