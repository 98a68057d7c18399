import { app } from './app.js';

await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
