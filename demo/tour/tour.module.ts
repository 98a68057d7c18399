import { fileURLToPath } from 'node:url';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ProblemPages } from '#problem-details';
import { TourController } from './tour.controller.js';

/** Served as they are, from the source: this file runs in `dist`. */
const PUBLIC = fileURLToPath(new URL('../../../demo/tour/public/', import.meta.url));

/** The page at /, which makes every response code happen. Nothing else needs it. */
@Module({ controllers: [TourController] })
export class TourModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
    private readonly problemPages: ProblemPages,
  ) {}

  onModuleInit(): void {
    // Adds `reply.sendFile()` for the controller, and no route. A file has Last-Modified and no ETag, which would
    // be a weak one.
    const options = { root: PUBLIC, serve: false, etag: false };
    this.adapterHost.httpAdapter.useStaticAssets(options);
    const { findLinks } = this.problemPages;
    this.problemPages.findLinks = (definition) => [
      ...findLinks(definition),
      { href: `../#${definition.type}`, text: 'See it happen' },
    ];
  }
}
