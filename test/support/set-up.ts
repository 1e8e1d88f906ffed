import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { VirtualLine, type VirtualLineOptions } from '../../core/simulator/virtual-line.ts';
import { startBuiltHost, type BuiltHost } from './built-host.ts';
import { freePort } from './free-port.ts';
import { operatorTool } from './operator-tool.ts';

interface Finding {
  readonly about: string;
  readonly state: string;
  readonly says: string;
  readonly todo?: string;
  readonly page?: string;
}

/** A self-hoster's folder, with a virtual LINE that sends its webhooks to it. */
export class SetUp {
  readonly folder = mkdtempSync(join(tmpdir(), 'tenko-set-up-'));
  readonly #hosts: BuiltHost[] = [];

  private constructor(
    readonly line: VirtualLine,
    readonly port: number,
  ) {}

  static async make(options: VirtualLineOptions = {}): Promise<SetUp> {
    const setUp = new SetUp(await VirtualLine.start(options), await freePort());
    onTestFinished(() => setUp.#end());
    return setUp;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What `.env` holds when all is right. */
  get right(): Record<string, string> {
    return {
      LINE_CHANNEL_SECRET: this.line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: this.line.channelAccessToken,
      LINE_API_BASE_URL: this.line.apiUrl,
      PORT: String(this.port),
      PUBLIC_URL: this.url,
    };
  }

  writeEnv(values: Record<string, string> = {}, mode = 0o600): void {
    const all = { ...this.right, ...values };
    const text = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.folder, '.env'), text.join(''), { mode });
  }

  async startHost(environment: Record<string, string> = {}): Promise<BuiltHost> {
    const host = startBuiltHost({ PORT: String(this.port), ...environment }, this.folder);
    this.#hosts.push(host);
    await host.ready;
    return host;
  }

  /** What the doctor finds, by what each finding is about. */
  async doctor(environment: Record<string, string> = {}) {
    const ran = await operatorTool('doctor', this.folder, ['--json'], environment);
    if (ran.err !== '') throw new Error(ran.err);
    const { ok, findings } = JSON.parse(ran.out) as { ok: boolean; findings: readonly Finding[] };
    const all = (about: string): readonly Finding[] => findings.filter((finding) => finding.about === about);
    const find = (about: string): Finding => {
      const [one, ...more] = all(about);
      if (!one || more.length > 0) throw new Error(`${about}: ${JSON.stringify(all(about))}`);
      return one;
    };
    return {
      ...ran,
      ok,
      findings,
      wrong: findings.filter(({ state }) => state === 'wrong').map(({ about }) => about),
      find,
      all,
    };
  }

  async #end(): Promise<void> {
    for (const host of this.#hosts) {
      host.child.kill('SIGKILL');
      await host.ended;
    }
    await this.line.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
