import { Controller, Get, HttpCode, HttpStatus, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NEXT_LINK_HEADER, setNextLink } from '#pagination';
import { ApiProblems, ServiceUnavailable } from '#problem-details';
import { Public } from '../../../src/auth/public.decorator.js';
import { FindThingsQuery } from './dto/put-thing.dto.js';
import { ThingListDto } from './dto/thing.dto.js';
import { ThingsService } from './things.service.js';

/** All things. `ThingController` has one of them. */
@ApiTags('things')
@Controller('things')
@ApiProblems({ 503: ServiceUnavailable })
export class ThingsController {
  constructor(private readonly things: ThingsService) {}

  @Get()
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'List things',
    description: 'In the order of their ids, a page at a time, also of one owner. Needs no token.',
  })
  @ApiOkResponse({ description: 'A page.', type: ThingListDto, headers: NEXT_LINK_HEADER })
  async findAll(
    @Query() query: FindThingsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThingListDto> {
    const page = await this.things.findAll(query);
    setNextLink(page, reply);
    return ThingListDto.from(page);
  }
}
