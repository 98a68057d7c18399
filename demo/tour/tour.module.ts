import { fileURLToPath } from 'node:url';
import { Module, type OnModuleInit, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { OpenApiDocument } from '#openapi';
import { ProblemPages } from '#problem-details';
import { TourController } from './tour.controller.js';

/** Served as they are, from the source: this file runs in `dist`. */
const PUBLIC = fileURLToPath(new URL('../../../demo/tour/public/', import.meta.url));

/** The page at /, which makes every response code happen. Nothing else needs it. */
@Module({ controllers: [TourController] })
export class TourModule implements OnModuleInit {
  /** @param document absent with DOCS=false */
  constructor(
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
    { links }: ProblemPages,
    @Optional() document?: OpenApiDocument,
  ) {
    links.push((root, type) => [
      type
        ? { href: `${root}#${type.type}`, text: 'See it happen' }
        : { href: root, text: 'See every code happen' },
    ]);
    document?.paragraphs.push('**See it happen.** [The page at /](.) causes every code.\n');
  }

  onModuleInit(): void {
    // Adds `reply.sendFile()` for the controller, and no route. A file has Last-Modified and no ETag, which would
    // be a weak one.
    const options = { root: PUBLIC, serve: false, etag: false };
    this.adapterHost.httpAdapter.useStaticAssets(options);
  }
}
