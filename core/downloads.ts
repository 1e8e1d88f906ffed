import type { FastifyPluginAsync } from 'fastify';
import type { Downloads } from './host/downloads.ts';

/** A name with any letters, as RFC 6266 and 8187 have it. */
const disposition = (type: string, name: string): string =>
  `${type.startsWith('image/') ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** `GET /d/<link>`: one file to whoever has its link. There is no list, and no other address tells what there is. */
export function downloadRoute(downloads: Downloads): FastifyPluginAsync {
  return async (server) => {
    server.get<{ Params: { link: string } }>('/d/:link', async ({ params }, reply) => {
      const found = await downloads.find(params.link);
      void reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
      if ('missing' in found)
        return reply
          .code(found.missing === 'expired' ? 410 : 404)
          .type('text/plain; charset=utf-8')
          .send(found.missing === 'expired' ? 'This link has expired.\n' : 'There is nothing here.\n');
      const { name, type, body } = found.file;
      return (
        reply
          .type(type)
          .header('content-disposition', disposition(type, name))
          .header('x-content-type-options', 'nosniff')
          // What members wrote is in it: whatever a browser takes it for, it runs nothing.
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('referrer-policy', 'no-referrer')
          .send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
      );
    });
  };
}
