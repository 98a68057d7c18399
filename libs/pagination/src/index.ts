export { createCursor } from './cursor.js';
export {
  NEXT_CURSOR_PROPERTY,
  NEXT_LINK_HEADER,
  type Page,
  paginate,
  type Range,
  setNextLink,
} from './page.js';
export { PageQuery, UuidPageQuery } from './page.query.js';
