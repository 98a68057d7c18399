export { ApiTimestamp } from './api-timestamp.decorator.js';
export type { DocumentOptions } from './build-document.js';
export { createDocument, OpenApiDocument } from './openapi-document.js';
export { OpenApiModule } from './openapi.module.js';
export {
  CONTENT_LOCATION_HEADER,
  LOCATION_HEADER,
  VARY_AUTHORIZATION_HEADER,
} from './response-headers.js';
export { setUpSwaggerUi } from './set-up-swagger-ui.js';
