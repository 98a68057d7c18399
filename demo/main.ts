import module from 'node:module';

/* The service with the data of the demo, and the page at / that shows every response code. */

// As in src/main.ts.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

const { exitAfter } = await import('#strict-http');
const { bootstrap } = await import('../src/bootstrap.js');
const { createBanner } = await import('./banner.js');
const { CodesModule } = await import('./codes/codes.module.js');
const { DemoModule } = await import('./demo.module.js');
const { TourModule } = await import('./tour/tour.module.js');

exitAfter(
  bootstrap({
    imports: [DemoModule, TourModule, CodesModule],
    announce: (url, { host }) => console.log(createBanner(url, host)),
  }),
);
