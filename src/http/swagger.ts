import type { Type } from '@nestjs/common';
import type * as Swagger from '@nestjs/swagger';

/*
 * The decorators of @nestjs/swagger, under their own names and with their own types. What they say is
 * kept until somebody asks for the document: the code behind them is a fifth of all that a start would
 * have to load, and no request but that one needs it.
 */

const said: ((swagger: typeof Swagger) => void)[] = [];

type Decorator = keyof typeof Swagger & `Api${string}`;

function later<Name extends Decorator>(name: Name): (typeof Swagger)[Name] {
  type Apply = (...options: unknown[]) => (...target: unknown[]) => void;
  const apply: Apply = (...options) => {
    return (...target) => {
      said.push((swagger) => (swagger[name] as Apply)(...options)(...target));
    };
  };
  return apply as (typeof Swagger)[Name];
}

export const ApiBearerAuth = later('ApiBearerAuth');
export const ApiConsumes = later('ApiConsumes');
export const ApiCreatedResponse = later('ApiCreatedResponse');
export const ApiExcludeEndpoint = later('ApiExcludeEndpoint');
export const ApiExtraModels = later('ApiExtraModels');
export const ApiHeader = later('ApiHeader');
export const ApiNoContentResponse = later('ApiNoContentResponse');
export const ApiNotModifiedResponse = later('ApiNotModifiedResponse');
export const ApiOkResponse = later('ApiOkResponse');
export const ApiOperation = later('ApiOperation');
export const ApiParam = later('ApiParam');
export const ApiProperty = later('ApiProperty');
export const ApiResponse = later('ApiResponse');
export const ApiSecurity = later('ApiSecurity');
export const ApiTags = later('ApiTags');
export const ApiTemporaryRedirectResponse = later('ApiTemporaryRedirectResponse');

/** Where the document has the schema of a DTO. */
export function getSchemaPath({ name }: Type): string {
  return `#/components/schemas/${name}`;
}

/** Has Swagger hear all that was said, and that it does not know yet. */
export function tellSwagger(swagger: typeof Swagger): void {
  for (const tell of said.splice(0)) tell(swagger);
}
