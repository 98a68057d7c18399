import { Module, Optional } from '@nestjs/common';
import { OpenApiDocument } from '#openapi';
import { ProblemPages } from '#problem-details';
import { CodesController } from './codes.controller.js';
import { toReferenceUrl } from './pages.js';
import { REGISTRY } from './registry.js';

/** The pages at /codes. They need the application, and nothing else of the demo. */
@Module({ controllers: [CodesController] })
export class CodesModule {
  /** @param document absent with DOCS=false, which closes these pages too */
  constructor({ links }: ProblemPages, @Optional() document?: OpenApiDocument) {
    if (!document) return;
    document.paragraphs.push(
      '**Which code?** [/codes](codes) says when to send each one, and why here.\n',
    );
    links.push((root, type) => {
      const status: number | undefined = type?.status;
      const registered = REGISTRY.find(({ code }) => code === status);
      if (!registered) return [{ href: `${root}codes`, text: 'Which code?' }];
      const { code, reference } = registered;
      return [
        { href: `${root}codes/${code}`, text: `When to send ${code}` },
        { href: toReferenceUrl(reference), text: reference },
      ];
    });
  }
}
