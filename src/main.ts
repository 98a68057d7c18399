import module from 'node:module';

// Makes the next start faster; Node has this function since 22.1, its types for Node 20 do not. Before the
// imports below, so that it serves them.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

const { exitAfter } = await import('#strict-http');
const { bootstrap } = await import('./bootstrap.js');

exitAfter(bootstrap());
