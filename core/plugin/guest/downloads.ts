import type { Bridge } from '../bridge.ts';
import { Downloads, type Chart, type DownloadFile } from '../tokens.ts';

export class GuestDownloads extends Downloads {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  publish(file: DownloadFile) {
    return this.#bridge.calls['downloads.publish'](file);
  }
  chart(chart: Chart) {
    return this.#bridge.calls['downloads.chart'](chart);
  }
}
