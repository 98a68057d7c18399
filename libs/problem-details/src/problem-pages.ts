import { Injectable } from '@nestjs/common';
import { toExample } from './api-problems.decorator.js';
import type { ProblemDefinition } from './problem.exception.js';

/** @param root leads to `/`: `../` or `./` @param type absent on the list of all types */
type FindLinks = (root: string, type?: ProblemDefinition) => { href: string; text: string }[];

/** The pages at /problems. Their URLs are relative: a proxy may remove a prefix of the path. */
@Injectable()
export class ProblemPages {
  /** Where else the application explains a type, or all of them. Modules add theirs. */
  readonly links: FindLinks[] = [];

  /** The operations that send a type, such as `GET /items`. None unless an application sets this. */
  findOperations: (type: ProblemDefinition) => Promise<string[]> = () => Promise.resolve([]);

  /** @param basePath precedes each path that a client gets */
  async renderOne(definition: ProblemDefinition, basePath?: string): Promise<string> {
    const { status, title, description, solution } = definition;
    const example = JSON.stringify(toExample({ definition }, basePath).value, null, 2);
    const operations = await this.findOperations(definition);
    const items = operations.map((operation) => `<li><code>${operation}</code></li>`);
    return renderPage(
      title,
      `<nav><a href="../problems">All problem types</a> ${this.renderLinks('../', definition)}</nav>
      <h1>${status} ${title}</h1>
      <h2>What it means</h2>
      <p>${toHtml(description)}</p>
      <h2>What to do</h2>
      <p>${toHtml(solution)}</p>
      <h2>An example</h2>
      <pre tabindex="0">${escape(example)}</pre>
      ${items.length > 0 ? `<h2>Sent by</h2><ul>${items.join('\n')}</ul>` : ''}`,
    );
  }

  renderAll(definitions: readonly ProblemDefinition[]): string {
    const items = definitions.map(
      ({ type, status, title }) => `<li>${status} <a href="problems/${type}">${title}</a></li>`,
    );
    return renderPage(
      'Problem types',
      `<nav>${this.renderLinks('./')}</nav>
      <h1>Problem types</h1>
      <p>Every error of this service is problem details (RFC 9457) with one of these types.</p>
      <ul>${items.join('\n')}</ul>`,
    );
  }

  private renderLinks(root: string, type?: ProblemDefinition): string {
    const links = this.links.flatMap((find) => find(root, type));
    return links.map(({ href, text }) => `<a href="${href}">${text}</a>`).join('\n');
  }
}

function renderPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <style>
      :root { color-scheme: light dark; color: light-dark(#1d1c1a, #ebe8e2); background: light-dark(#fbfaf7, #161513); }
      body { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; font: 1rem/1.6 system-ui, sans-serif; }
      h1, h2 { font: 600 1.375rem/1.2 ui-serif, Georgia, serif; }
      h1 { font-size: clamp(2rem, 5vw, 3.25rem); }
      h2 { margin: 2rem 0 0.5rem; }
      nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; font-size: 0.875rem; }
      a { color: light-dark(#1f4f8a, #9dc1f0); }
      pre { padding: 0.75rem 1rem; overflow-x: auto; font-size: 0.8125rem; background: light-dark(#ffffff, #1f1e1b); }
    </style>
  </head>
  <body>
    <main>${main}</main>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toHtml(text: string): string {
  return escape(text).replaceAll(/`(.+?)`/g, '<code>$1</code>');
}
