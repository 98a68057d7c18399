/* class-transformer does not export its metadata, nor types for the file that has them. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
