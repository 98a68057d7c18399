import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { fillRequests } from '../../scripts/common-requests.mjs';
import {
  cutPart,
  envExample,
  fillMarkdown,
  openapiJson,
  readFiles,
} from '../../scripts/generated.mjs';
import { Config } from '../../src/config/config.js';
import { ENV_VARIABLES } from '../../src/config/env-variable.decorator.js';
import { useApp } from '../support/app.js';

const api = useApp();
let document: OpenAPIObject;

beforeAll(async () => {
  document = (await api.get<OpenAPIObject>('/openapi.json')).body;
});

describe('A generated file is up to date (otherwise run npm run openapi)', () => {
  it('openapi.json', async () => {
    expect(await readFile('openapi.json', 'utf8')).toBe(openapiJson(document));
  });

  it('the table of operations, and the code in Markdown files', () => {
    for (const text of Object.values(readFiles(/\.md$/))) {
      expect(fillMarkdown(text, document)).toBe(text);
    }
  });

  it('the common requests of requests.http', async () => {
    const requests = await readFile('requests.http', 'utf8');
    expect(fillRequests(requests, document)).toBe(requests);
  });

  it('.env.example', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(envExample(ENV_VARIABLES, new Config()));
  });
});

const CONTROLLER = `class NotesController {
  // #region list
  @Get()
  findAll(): Note[] {
    return [];
  }
  // #endregion

  @Get(':id')
  @HttpCode(200)
  async findOne(
    @Param('id') id: string,
  ): Promise<Note> {
    if (!id) {
      throw new NoteNotFound(id);
    }
    return this.notes.findOne(id);
  }
}
`;

describe('A part that Markdown shows', () => {
  it('is the lines of a region', () => {
    expect(cutPart(CONTROLLER, 'list')).toBe('@Get()\nfindAll(): Note[] {\n  return [];\n}');
  });

  it('is a method with its decorators', () => {
    const part = cutPart(CONTROLLER, 'findOne')?.split('\n');
    expect(part).toHaveLength(10);
    expect(part?.[0]).toBe("@Get(':id')");
    expect(part?.at(-1)).toBe('}');
  });

  it('fails when the file does not have it', () => {
    const block = '<!-- cut: src/app.ts#nowhere -->\n```ts\n```\n<!-- /cut -->';
    expect(() => fillMarkdown(block, document)).toThrow('src/app.ts has no');
  });
});
