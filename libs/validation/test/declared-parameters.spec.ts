import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Param, Query } from '@nestjs/common';
import nest from '@nestjs/common/package.json' with { type: 'json' };
import { PARAM, QUERY, ROUTE_ARGUMENTS } from '../src/declared-parameters.js';

/* Nest exports these to its own packages only: a new version may record something else. */

@Controller()
class NotesController {
  @Get()
  find(@Query() query: object, @Param('id') id: string): unknown {
    return [query, id];
  }
}

describe(`@nestjs/common ${nest.version}`, () => {
  it('records @Query() and @Param() as ParametersGuard reads them', () => {
    expect(Reflect.getMetadata(ROUTE_ARGUMENTS, NotesController, 'find')).toEqual({
      [`${QUERY}:0`]: expect.objectContaining({ index: 0, data: undefined }),
      [`${PARAM}:1`]: expect.objectContaining({ index: 1, data: 'id' }),
    });
  });
});
