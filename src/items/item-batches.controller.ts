import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CreateOnlyPrecondition, type Preconditions } from '#conditional-requests';
import { ApiBodyProblems, ApiProblems, ServiceUnavailable } from '#problem-details';
import { BodyLimit } from '#strict-http';
import { type AuthenticatedUser, CurrentUser } from '../auth/authenticated-user.js';
import { Config } from '../config/config.js';
import { ItemBatchDto, ItemResultDto, PutItemsDto } from './dto/item-batch.dto.js';
import { ItemsService } from './items.service.js';

/** Many items in one request, each with a code of its own (RFC 4918 §11.1, in JSON). */
@ApiTags('items')
@Controller('item-batches')
@ApiProblems({ 503: ServiceUnavailable })
export class ItemBatchesController {
  constructor(
    private readonly items: ItemsService,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(HttpStatus.MULTI_STATUS)
  @BodyLimit(1_048_576)
  @ApiOperation({
    summary: 'Create or replace many items',
    description:
      'Puts each entry as `PUT /items/{id}` would, in order; none undoes another. The 207 has the code of each: look at these, also when all failed. `If-None-Match: *` only creates. The body may have 1 MiB. A 401 or 503 of the whole means that nothing was written.',
  })
  @ApiResponse({
    status: HttpStatus.MULTI_STATUS,
    description: 'A result for each entry.',
    type: ItemBatchDto,
  })
  @ApiBodyProblems() // 400 413 415 422
  async upsertMany(
    @Body() { items }: PutItemsDto,
    @CreateOnlyPrecondition() preconditions: Preconditions,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<ItemBatchDto> {
    const results = await this.items.upsertBatch(items, { user, preconditions });
    return { results: results.map((result) => ItemResultDto.from(result, this.config.basePath)) };
  }
}
