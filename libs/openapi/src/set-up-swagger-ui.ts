import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemPages } from '#problem-details';

export interface SwaggerUiOptions {
  title: string;
  /** Where the document is served. */
  documentUrl: string;
}

type Component = (props: { specPath: string[] }) => unknown;
type System = {
  React: { createElement: (type: unknown, props: unknown, ...children: unknown[]) => unknown };
};

/**
 * Folds what the dozen error responses of an operation repeat: their headers, and their examples. The function
 * runs in the browser, to which it is sent as text.
 */
function foldResponses(): object {
  const fold =
    (summary: string, className: string, isFolded: (props: { specPath: string[] }) => boolean) =>
    (Original: Component, { React }: System) =>
    (props: { specPath: string[] }): unknown => {
      const content = React.createElement(Original, props);
      if (!isFolded(props)) return content;
      return React.createElement(
        'details',
        { className },
        React.createElement('summary', null, summary),
        content,
      );
    };
  return {
    wrapComponents: {
      headers: fold('Headers', 'folded-headers', () => true),
      modelExample: fold('Example', 'folded-example', ({ specPath }) =>
        specPath.includes('application/problem+json'),
      ),
    },
  };
}

/** Hides the choice of an example while it is folded, and the column for links, which no response has. */
const STYLES = `
.swagger-ui .topbar,
.swagger-ui .response:has(.folded-example:not([open])) .response-controls,
.swagger-ui .response-col_links { display: none; }
.swagger-ui .response-controls { flex-wrap: wrap; }
.swagger-ui .response details { margin-top: 4px; font-size: 12px; }
.swagger-ui .response summary { cursor: pointer; }
`;

/** Serves Swagger UI at /docs, which loads the document from its URL. */
export function setUpSwaggerUi(
  app: INestApplication,
  { title, documentUrl }: SwaggerUiOptions,
): void {
  // Without a document of its own, which would stand in the page a second time.
  const noDocument = (): OpenAPIObject => undefined as never;
  SwaggerModule.setup('docs', app, noDocument, {
    raw: false,
    swaggerUrl: documentUrl,
    customSiteTitle: title,
    customCss: STYLES,
    swaggerOptions: {
      plugins: [foldResponses],
      deepLinking: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      persistAuthorization: true,
      defaultModelsExpandDepth: 0,
    },
  });
  app.get(ProblemPages).links.push((root) => [{ href: `${root}docs`, text: 'Try the API' }]);
}
