import { describe, expect, it } from '@jest/globals';
import { registerDecorator } from 'class-validator';
import { BodyValidationPipe } from '../src/validation.pipe.js';

/* In a file of its own, since class-validator keeps the rules of all classes in one place. */

describe('BodyValidationPipe', () => {
  it('accepts synchronous rules, and refuses an asynchronous one when it is created', () => {
    class UserDto {
      name: string;
      email: string;
    }
    const register = (name: string, propertyName: string, async: boolean): void =>
      registerDecorator({
        name,
        propertyName,
        async,
        target: UserDto,
        validator: { validate: () => true },
      });
    register('isPlain', 'name', false);
    expect(() => new BodyValidationPipe()).not.toThrow();
    register('isFree', 'email', true);
    expect(() => new BodyValidationPipe()).toThrow('The rule isFree is asynchronous');
  });
});
