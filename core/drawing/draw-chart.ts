import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '../plugin/tokens.ts';
import { chartSvg } from './chart-svg.ts';

export type DrawChart = (chart: Chart) => Promise<Uint8Array>;

/**
 * Draws charts as PNG, with the fonts of this folder and no others: what a machine has installed draws Japanese as boxes. The work is
 * done in a thread of the library's own, which is loaded for the first chart.
 */
export function chartDrawer(fontsDir: string): DrawChart {
  let fontFiles: string[] | undefined;
  return async (chart) => {
    const { renderAsync } = await import('@resvg/resvg-js');
    fontFiles ??= readdirSync(fontsDir).map((name) => join(fontsDir, name));
    const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Noto Sans JP' };
    return (await renderAsync(chartSvg(chart), { font })).asPng();
  };
}
