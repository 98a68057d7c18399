import { Injectable } from '@nestjs/common';
import type { ProblemDefinition } from './problem.exception.js';

/** The pages at /problems. Their URLs are relative: a proxy may remove a prefix of the path. */
@Injectable()
export class ProblemPages {
  /** Where else an application explains a type; `href` is relative to `/problems/`. Empty unless it sets this. */
  findLinks: (type: ProblemDefinition) => readonly { href: string; text: string }[] = () => [];

  renderOne(definition: ProblemDefinition): string {
    const { status, title, description, solution } = definition;
    const links = this.findLinks(definition).map(
      ({ href, text }) => `<p><a href="${href}">${text}</a></p>`,
    );
    return renderPage(
      title,
      `<p><a href="../problems">All problem types</a></p>
      <h1>${status} ${title}</h1>
      <h2>What it means</h2>
      <p>${toHtml(description)}</p>
      <h2>What to do</h2>
      <p>${toHtml(solution)}</p>
      ${links.join('\n')}`,
    );
  }

  renderAll(definitions: readonly ProblemDefinition[]): string {
    const items = definitions.map(
      ({ type, status, title }) => `<li>${status} <a href="problems/${type}">${title}</a></li>`,
    );
    return renderPage(
      'Problem types',
      `<h1>Problem types</h1>
      <p>Every error of this service is problem details (RFC 9457) with one of these types.</p>
      <ul>${items.join('\n')}</ul>`,
    );
  }
}

function renderPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      :root { color-scheme: light dark; }
      body { max-width: 40rem; margin: 3rem auto; padding: 0 1.25rem; font: 1.0625rem/1.6 system-ui; }
      h1 { font-size: 1.75rem; line-height: 1.25; }
      h2 { margin: 2rem 0 0; font-size: 1rem; }
      p, li { margin: 0.25rem 0; }
    </style>
  </head>
  <body>
    <main>${main}</main>
  </body>
</html>
`;
}

function toHtml(text: string): string {
  return text
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/`(.+?)`/g, '<code>$1</code>');
}
