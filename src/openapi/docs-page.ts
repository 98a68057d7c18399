/* The page at /docs: Swagger UI, and what this project adds to it. */

// Its URLs are relative, so they also lead to the files where a proxy removes a prefix of the path.
export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Response codes: the API</title>
    <link rel="icon" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="stylesheet" href="docs/compact.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

// A file of its own, because the Content-Security-Policy forbids inline scripts. An operation has a dozen
// error responses, which differ in little more than their descriptions: their examples are folded.
export const START_SCRIPT = `const fold = (summary, className, isFolded) => (Original, { React }) => (props) => {
  const content = React.createElement(Original, props);
  if (!isFolded(props)) return content;
  return React.createElement(
    'details',
    { className },
    React.createElement('summary', null, summary),
    content,
  );
};

const isProblem = ({ specPath }) => specPath.includes('application/problem+json');

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  plugins: [
    {
      wrapComponents: {
        headers: fold('Headers', 'folded-headers', () => true),
        modelExample: fold('Example', 'folded-example', isProblem),
      },
    },
  ],
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  defaultModelsExpandDepth: 0,
});
`;

/** Hides the choice of an example while it is folded, and the column for links, which no response has. */
export const COMPACT_STYLES = `
.swagger-ui .response:has(.folded-example:not([open])) .response-controls,
.swagger-ui .response-col_links {
  display: none;
}
.swagger-ui .response-controls {
  flex-wrap: wrap;
}
.swagger-ui .response details {
  margin-top: 4px;
  font-size: 12px;
}
.swagger-ui .response summary {
  cursor: pointer;
}
`;
