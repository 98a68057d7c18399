import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { OmitType, PartialType } from '@nestjs/swagger';
import { Type as Nested } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import { BodyValidationPipe } from '../src/validation.pipe.js';
import { IsOptionalNotNull } from '../src/fields.js';
import { IsText } from '../src/is-text.js';
import { type InputError, InvalidBody } from '#problem-details';

/* What class-validator, class-transformer and Nest let pass unless the pipe looks for it. */

class SizeDto {
  @IsInt()
  width: number;
}

class ThingDto {
  get inherited(): boolean {
    return true;
  }
}

class BoxDto extends ThingDto {
  @IsText(1, 5)
  name: string;

  @IsObject()
  @ValidateNested()
  @Nested(() => SizeDto)
  size: SizeDto;

  get area(): number {
    return this.size.width ** 2;
  }

  open(): void {
    this.name = 'open';
  }
}

const BOX = { name: 'Box', size: { width: 1 } };

describe('BodyValidationPipe', () => {
  it('makes the DTO', async () => {
    const box = await validate(BoxDto, { ...BOX, name: '💡💡💡💡💡' });
    expect(box).toBeInstanceOf(BoxDto);
    expect(box.size).toBeInstanceOf(SizeDto);
    expect(box.area).toBe(1);
  });

  it.each([
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'isPrototypeOf',
    'prototype',
    'then',
    'area',
    'inherited',
    'open',
    'other',
    '',
  ])('refuses the unknown member %j at every depth', async (name) => {
    const unknown = { [name]: { [name]: 1 } };
    const detail = 'is not known here';
    await expect(errorsOf(BoxDto, { ...BOX, ...unknown })).resolves.toEqual([
      { pointer: `#/${name}`, detail },
    ]);
    await expect(errorsOf(BoxDto, { ...BOX, size: { width: 1, ...unknown } })).resolves.toEqual([
      { pointer: `#/size/${name}`, detail },
    ]);
  });

  it('escapes names in a pointer', async () => {
    const [error] = await errorsOf(BoxDto, { ...BOX, 'a/b~c%\ud800': 1 });
    expect(error).toMatchObject({ pointer: '#/a~1b~0c%25%EF%BF%BD' });
  });

  it.each([[[]], ['x'], [''], [null], [undefined], [1], [true], [[BOX]]])(
    'refuses the body %j as a whole',
    async (body) => {
      await expect(errorsOf(BoxDto, body)).resolves.toEqual([
        { pointer: '#', detail: 'must be a JSON object' },
      ]);
    },
  );

  it('names every invalid field at once, and each one once', async () => {
    const body = { name: ' far too long ', size: { width: '1', height: 2 }, other: 1 };
    await expect(errorsOf(BoxDto, body)).resolves.toEqual([
      { pointer: '#/other', detail: 'is not known here' },
      { pointer: '#/size/height', detail: 'is not known here' },
      { pointer: '#/name', detail: 'must be 1 to 5 characters long' },
      { pointer: '#/size/width', detail: 'must be an integer number' },
    ]);
  });

  it.each([
    [undefined, 'is required'],
    [null, 'must not be null'],
    [{ constructor: 1 }, 'must be a string'],
    ['\ud800', 'must not contain half a surrogate pair'],
    ['a\0', 'must not contain control characters or line breaks'],
    ['a\u00a0', 'must not start or end with white space'],
    ['💡💡💡💡💡💡', 'must be 1 to 5 characters long'],
  ])('says of the name %j that it %s', async (name, detail) => {
    await expect(errorsOf(BoxDto, { ...BOX, name })).resolves.toEqual([
      { pointer: '#/name', detail },
    ]);
  });

  it.each([[1.5], ['1'], [''], [true], [[1]], [null], [Infinity]])(
    'refuses %j as an integer',
    async (width) => {
      await expect(errorsOf(BoxDto, { ...BOX, size: { width } })).resolves.toEqual([
        { pointer: '#/size/width', detail: expect.any(String) },
      ]);
    },
  );
});

describe('A nested object', () => {
  class OpenDto {
    @ValidateNested()
    @Nested(() => SizeDto)
    size: SizeDto;

    @IsOptional()
    @ArrayMaxSize(2)
    @IsArray()
    @ValidateNested({ each: true })
    @Nested(() => SizeDto)
    sizes?: SizeDto[];
  }

  it('is required', async () => {
    await expect(errorsOf(OpenDto, {})).resolves.toEqual([
      { pointer: '#/size', detail: 'is required' },
    ]);
    await expect(errorsOf(OpenDto, { size: null })).resolves.toEqual([
      { pointer: '#/size', detail: 'must not be null' },
    ]);
  });

  it.each([[[]], [[{ width: 1 }]], [[{}]], ['x'], [1]])('is not %j', async (size) => {
    await expect(errorsOf(OpenDto, { size })).resolves.toEqual([
      { pointer: '#/size', detail: 'must be an object' },
    ]);
  });

  it.each<[unknown, InputError[]]>([
    [{}, [{ pointer: '#/sizes', detail: 'must be an array' }]],
    [[1, { width: 1 }], [{ pointer: '#/sizes/0', detail: 'must be an object' }]],
    [[null], [{ pointer: '#/sizes/0', detail: 'must be an object' }]],
    [[[]], [{ pointer: '#/sizes/0', detail: 'must be an object' }]],
    [[{ width: 1 }, {}], [{ pointer: '#/sizes/1/width', detail: 'is required' }]],
    [[{ width: 1, toString: 1 }], [{ pointer: '#/sizes/0/toString', detail: 'is not known here' }]],
    [
      Array.from({ length: 3 }, () => ({ width: 1 })),
      [{ pointer: '#/sizes', detail: 'must contain no more than 2 elements' }],
    ],
  ])('is found by its index: %j', async (sizes, errors) => {
    await expect(errorsOf(OpenDto, { size: { width: 1 }, sizes })).resolves.toEqual(errors);
  });
});

describe('A partial class', () => {
  class PatchBoxDto extends PartialType(OmitType(BoxDto, ['size']), { skipNullProperties: false }) {
    @IsOptionalNotNull()
    @IsObject()
    @ValidateNested()
    @Nested(() => SizeDto)
    size?: SizeDto;

    @IsOptional()
    @IsString()
    note?: string | null;
  }

  it('accepts absent fields, and null where @IsOptional() says so', async () => {
    await expect(validate(PatchBoxDto, {})).resolves.toEqual({});
    await expect(validate(PatchBoxDto, { note: null })).resolves.toEqual({ note: null });
  });

  it('refuses null everywhere else', async () => {
    await expect(errorsOf(PatchBoxDto, { name: null, size: null })).resolves.toEqual([
      { pointer: '#/size', detail: 'must not be null' },
      { pointer: '#/name', detail: 'must not be null' },
    ]);
  });
});

describe('Other classes', () => {
  it('an empty class accepts an empty object alone', async () => {
    class EmptyDto {}
    await expect(validate(EmptyDto, {})).resolves.toBeInstanceOf(EmptyDto);
    await expect(errorsOf(EmptyDto, { a: 1 })).resolves.toEqual([
      { pointer: '#/a', detail: 'is not known here' },
    ]);
  });

  it('stop at the first broken rule, and start with the one that is nearest to the field', async () => {
    class ListDto {
      @ArrayUnique(() => {
        throw new Error('The list is longer than it may be.');
      })
      @ArrayMaxSize(2)
      @IsArray()
      list: string[];
    }
    await expect(errorsOf(ListDto, { list: ['a', 'b', 'c'] })).resolves.toEqual([
      { pointer: '#/list', detail: 'must contain no more than 2 elements' },
    ]);
    await expect(errorsOf(ListDto, { list: 1 })).resolves.toEqual([
      { pointer: '#/list', detail: 'must be an array' },
    ]);
  });

  it('leave the entries of a list as they came with @Allow({ each: true })', async () => {
    class EntriesDto {
      @Allow({ each: true })
      @ArrayMaxSize(3)
      @IsArray()
      entries: unknown[];
    }
    const entries = [null, { constructor: 1, toString: { prototype: 1 } }, 'x'];
    const dto = await validate(EntriesDto, { entries });
    expect(dto).toBeInstanceOf(EntriesDto);
    expect(dto).toEqual({ entries });
    await expect(errorsOf(EntriesDto, { entries: [1, 2, 3, 4] })).resolves.toEqual([
      { pointer: '#/entries', detail: 'must contain no more than 3 elements' },
    ]);
    await expect(errorsOf(EntriesDto, { entries: {} })).resolves.toEqual([
      { pointer: '#/entries', detail: 'must be an array' },
    ]);
  });

  it('is not asked about other parameters, nor about a body without a class', async () => {
    const pipe = new BodyValidationPipe();
    await expect(pipe.transform('x', { type: 'query', metatype: BoxDto })).resolves.toBe('x');
    await expect(pipe.transform([1], { type: 'body', metatype: Object })).resolves.toEqual([1]);
  });
});

// Last, since class-validator keeps the rules of all classes in one place.
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

function validate<T extends object>(metatype: Type<T>, body: unknown): Promise<T> {
  // As the parser leaves it: with members of its own, whatever their names.
  const value: unknown = body === undefined ? body : structuredClone(body);
  return new BodyValidationPipe().transform(value, { type: 'body', metatype }) as Promise<T>;
}

async function errorsOf(metatype: Type<object>, body: unknown): Promise<readonly InputError[]> {
  try {
    await validate(metatype, body);
  } catch (error) {
    if (error instanceof InvalidBody) return error.errors ?? [];
    throw error;
  }
  throw new Error('The body is valid.');
}
