/* The service with the pages at /codes and nothing else of the demo, also in production. */

const { exitAfter } = await import('#strict-http');
const { bootstrap } = await import('../../src/bootstrap.js');
const { CodesModule } = await import('./codes.module.js');

exitAfter(bootstrap({ imports: [CodesModule] }));

export {};
