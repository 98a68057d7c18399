export * from './embedded-postgres.js';
export * from './postgres-binaries.js';
export * from './postgres-folder.js';
