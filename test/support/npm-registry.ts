import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tgz, type TarEntry } from './tar.ts';

export interface Published {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** An npm registry on this machine with a few packages in it. */
export async function startRegistry(packages: Published[]) {
  const archive = ({ name, version, files, scripts, dependencies }: Published): Buffer => {
    const manifest = JSON.stringify({ name, version, type: 'module', main: 'index.js', scripts, dependencies });
    const entries: TarEntry[] = Object.entries({ 'package.json': manifest, ...files }).map(([path, content]) => ({
      path: `package/${path}`,
      content,
    }));
    return tgz(entries);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const [wanted = '', file] = path.split('/-/');
    const found = packages.filter(({ name }) => name === wanted);
    const newest = found.at(-1);
    if (!newest) return void response.writeHead(404).end('{}');
    if (file !== undefined) {
      const one = found.find(({ version }) => file === `${version}.tgz`)!;
      return void response.end(archive(one));
    }
    const versions = found.map((one) => {
      const { name, version, scripts, dependencies } = one;
      const integrity = `sha512-${createHash('sha512').update(archive(one)).digest('base64')}`;
      const tarball = `${address()}/${name}/-/${version}.tgz`;
      const hasInstallScript = scripts !== undefined;
      return [
        version,
        { name, version, scripts, dependencies, hasInstallScript, dist: { tarball, integrity } },
      ] as const;
    });
    response.setHeader('content-type', 'application/json');
    return void response.end(
      JSON.stringify({
        name: newest.name,
        'dist-tags': { latest: newest.version },
        versions: Object.fromEntries(versions),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: address(),
    publish: (one: Published) => void packages.push(one),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
