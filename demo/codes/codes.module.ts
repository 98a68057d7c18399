import { Module, type OnModuleInit } from '@nestjs/common';
import { OpenApiDocument } from '#openapi';
import { ProblemPages } from '#problem-details';
import { CodesController } from './codes.controller.js';

/** The pages at /codes. They need the application, and nothing else of the demo. */
@Module({ controllers: [CodesController] })
export class CodesModule implements OnModuleInit {
  constructor(
    private readonly problemPages: ProblemPages,
    { paragraphs }: OpenApiDocument,
  ) {
    paragraphs.push('**Which code?** [/codes](codes) says when to send each one, and why here.\n');
  }

  onModuleInit(): void {
    const { findLinks } = this.problemPages;
    this.problemPages.findLinks = (definition) => [
      ...findLinks(definition),
      { href: `../codes/${definition.status}`, text: `When to send ${definition.status}` },
    ];
  }
}
