import { describe, expect, it } from '@jest/globals';
import { HttpStatus } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { ApiProblems, ProblemType } from '#problem-details';

class Taken extends ProblemType({
  type: 'taken',
  status: HttpStatus.CONFLICT,
  title: 'Taken',
  description: 'Another one has the name.',
  solution: 'Choose another name.',
}) {}

class Busy extends ProblemType({
  type: 'busy',
  status: HttpStatus.CONFLICT,
  title: 'Busy',
  description: 'Another one is at work.',
  solution: 'Wait.',
  headers: { 'Retry-After': '1' },
  errors: [{ header: 'X', detail: 'is at work' }],
}) {}

class Controller {
  @ApiProblems({ 409: Taken })
  @ApiProblems({ 409: Busy })
  both(this: void): void {}

  @ApiProblems({ 409: Busy })
  one(this: void): void {}
}

interface Response {
  description: string;
  headers: { 'Retry-After': { required: boolean } };
  content: { 'application/problem+json': { examples: Record<string, { value: object }> } };
}

function read(name: 'both' | 'one'): Response {
  const responses = Reflect.getMetadata(
    DECORATORS.API_RESPONSE,
    Controller.prototype[name],
  ) as Record<string, Response>;
  return responses[409];
}

describe('ApiProblems', () => {
  it('describes each problem once where two decorators have one status', () => {
    const { description, content } = read('both');
    expect(description).toBe('Another one is at work.\n\nOr: Another one has the name.');
    expect(Object.keys(content['application/problem+json'].examples)).toEqual(['taken', 'busy']);
  });

  it('requires Retry-After where each problem has it', () => {
    expect(read('one').headers['Retry-After'].required).toBe(true);
    expect(read('both').headers['Retry-After'].required).toBe(false);
  });

  it('has the errors of a type in its example', () => {
    const { busy } = read('one').content['application/problem+json'].examples;
    expect(busy.value).toMatchObject({ errors: [{ header: 'X', detail: 'is at work' }] });
  });
});
