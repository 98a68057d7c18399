import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that forwards paths below a prefix, without that prefix; others get a 502. */
export class PrefixProxy {
  /** The origin of the service behind the proxy. */
  upstream = '';
  private readonly server: Server;

  constructor(prefix: string) {
    // The service, not the proxy, decides which headers are too large.
    this.server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
      const { method, url = '', headers } = request;
      if (!url.startsWith(`${prefix}/`)) return response.writeHead(502).end();
      const options = { method, headers, agent: false };
      const forwarded = httpRequest(this.upstream + url.slice(prefix.length), options);
      forwarded.on('error', () => response.destroy());
      forwarded.on('response', (upstream) => {
        response.writeHead(upstream.statusCode ?? 502, upstream.headers);
        upstream.pipe(response);
      });
      request.pipe(forwarded);
    });
  }

  /** Listens on a free port, and returns the origin. */
  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
